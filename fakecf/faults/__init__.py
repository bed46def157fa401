"""What goes wrong: rules, what they match, and the effect they have."""
