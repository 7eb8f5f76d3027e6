"""Submissions side by side, on evidence: rounds, rubrics, evidence by criterion, figures, overlap, scores."""
