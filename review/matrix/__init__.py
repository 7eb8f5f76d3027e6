"""Evidence by criterion: for every criterion and submission the best verbatim passages, or none."""
