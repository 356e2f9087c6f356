"""The read side: a question in, a cited answer out."""
