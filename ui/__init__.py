"""The window: the command line and the pages that people see."""
