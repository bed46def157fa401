"""One command, or a few that belong together, a file."""
