"""What `fakecf doctor` looks at."""
