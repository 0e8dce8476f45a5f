"""Goes through DigitalOcean's API with DigitalOcean's own client and prints, as JSON, what it was answered."""

import json
import os
import subprocess
import tempfile
import time

import pydo
from azure.core.exceptions import HttpResponseError


def client_for(token):
    # By its defaults the client sends a token over TLS only.
    return pydo.Client(token, endpoint=os.environ["DIGITALOCEAN_API_URL"])


def refusal(call, *args, **options):
    try:
        answer = call(*args, **options)
    except HttpResponseError as error:
        return [error.status_code, error.error.message if error.error else error.message]
    return [404, answer["message"]] if "message" in answer else answer


def ended(action):
    while action["status"] == "in-progress":
        time.sleep(0.2)
        action = client.actions.get(action["id"])["action"]
    return action["status"]


def ssh(address, command):
    settings = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "ConnectTimeout=5"]
    options = [*(part for setting in settings for part in ("-o", setting)), "-i", f"{directory}/key"]
    return subprocess.run(["ssh", *options, f"root@{address}", command], capture_output=True, text=True).stdout.strip()


told = {}
client = client_for(os.environ["DIGITALOCEAN_TOKEN"])
with tempfile.TemporaryDirectory() as directory:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "pydo", "-f", f"{directory}/key"], check=True)
    with open(f"{directory}/key.pub", encoding="utf8") as file:
        public_key = file.read().strip()
    listed = subprocess.run(["ssh-keygen", "-l", "-E", "md5", "-f", f"{directory}/key"], check=True, capture_output=True, text=True).stdout

    told["account"] = client.account.get()["account"]["status"]
    told["wrong token"] = refusal(client_for("wrong").account.get)
    key = client.ssh_keys.create({"name": "pydo", "public_key": public_key})["ssh_key"]
    told["fingerprint"] = f"MD5:{key['fingerprint']}" in listed
    told["key again"] = refusal(client.ssh_keys.create, {"name": "again", "public_key": public_key})

    request = {
        "region": "fra1",
        "size": "s-1vcpu-1gb",
        "image": "debian-12-x64",
        "ssh_keys": [key["id"]],
        "tags": ["pydo"],
        "user_data": "#cloud-config\nruncmd: [[touch, /root/ran]]\n",
    }
    told["invalid size"] = refusal(client.droplets.create, {**request, "name": "pydo", "size": "none"})
    created = client.droplets.create({**request, "name": "pydo-1"})
    droplet = created["droplet"]
    told["accepted"] = [droplet["status"], created["links"]["actions"][0]["rel"]]
    while droplet["status"] == "new":
        time.sleep(0.2)
        droplet = client.droplets.get(droplet["id"])["droplet"]
    networks = {network["type"]: network["ip_address"] for network in droplet["networks"]["v4"]}
    told["active"] = [droplet["status"], sorted(networks)]
    told["over ssh"] = ssh(networks["public"], "hostname; cloud-init status --wait > /dev/null; ls /root/ran")

    others = client.droplets.create({**request, "name": None, "names": ["pydo-2", "pydo-3"]})["droplets"]
    first = client.droplets.list(tag_name="pydo", per_page=2)
    second = client.droplets.list(tag_name="pydo", per_page=2, page=2)
    told["pages"] = [[each["name"] for each in page["droplets"]] for page in (first, second)]
    told["links"] = [sorted(page["links"]["pages"]) for page in (first, second)]
    told["by name"] = [each["name"] for each in client.droplets.list(name="pydo-2")["droplets"]]
    for other in others:
        client.droplets.destroy(other["id"])

    told["IPv6"] = [droplet["networks"]["v6"], ended(client.droplet_actions.post(droplet["id"], {"type": "enable_ipv6"})["action"])]
    v6 = client.droplets.get(droplet["id"])["droplet"]["networks"]["v6"][0]["ip_address"]
    told["over IPv6"] = ssh(v6, "hostname")
    told["reboot"] = ended(client.droplet_actions.post(droplet["id"], {"type": "reboot"})["action"])
    ip = client.reserved_ips.create({"region": "fra1"})["reserved_ip"]["ip"]
    action = client.reserved_ips_actions.post(ip, {"type": "assign", "droplet_id": droplet["id"]})["action"]
    told["reserved IP"] = [ended(action), ssh(ip, "hostname")]
    client.reserved_ips.delete(ip)

    client.droplets.destroy(droplet["id"])
    told["after deletion"] = refusal(client.droplets.get, droplet["id"])[0]
    client.ssh_keys.delete(key["id"])
    client.tags.delete("pydo")
print(json.dumps(told))
