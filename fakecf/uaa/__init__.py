"""Who you are: users, clients, grants, and signed tokens."""
