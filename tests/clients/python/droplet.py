"""Logs in, lists the organizations, downloads the droplet of an app and checks its checksum."""

import hashlib
import os

from cloudfoundry_client.client import CloudFoundryClient

client = CloudFoundryClient(os.environ["CF_API"], verify=os.environ.get("REQUESTS_CA_BUNDLE") or True)
client.init_with_user_credentials(os.environ["CF_USERNAME"], os.environ["CF_PASSWORD"])
for org in client.v3.organizations.list():
    print("org", org["name"])
app = client.v3.apps.get_first(names="web")
droplet = app.current_droplet()
bits = client.get(droplet["links"]["download"]["href"]).content
if hashlib.sha256(bits).hexdigest() != droplet["checksum"]["value"]:
    raise SystemExit(f"the bits of {droplet['guid']} are not what its checksum says")
print("droplet", droplet["guid"], droplet["checksum"]["value"])
