"""How it begins: fixture documents become records."""
