"""How a flow is written for other tools, one format a file; discovery finds them by `MEDIA_TYPE` and `written`."""
