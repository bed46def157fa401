"""The sockets: listeners, connections, and who may call."""
