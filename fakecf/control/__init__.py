"""How you steer a running foundation over HTTP."""
