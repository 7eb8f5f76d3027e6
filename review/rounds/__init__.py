"""评审轮次: submissions that are judged together, by whom, by which rubric, and how far that is."""
