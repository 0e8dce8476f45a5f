"""Goes through Linode's API with Linode's own client and prints, as JSON, what it was answered."""

import json
import os
import subprocess
import tempfile
import time

from linode_api4 import ApiError, Firewall, Image, Instance, IPAddress, LinodeClient, ReservedIPAddress, Type, or_

EVERYWHERE = {"ipv4": ["0.0.0.0/0"], "ipv6": ["::/0"]}


def client_for(token):
    roots = os.environ["REQUESTS_CA_BUNDLE"]
    return LinodeClient(token, base_url=f"{os.environ['LINODE_URL']}/v4", page_size=25, ca_path=roots)


def refusal(call, *args, **options):
    try:
        return call(*args, **options)
    except ApiError as error:
        return [error.status, error.errors[0]]


def ssh(address, command):
    settings = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "ConnectTimeout=3"]
    options = [*(part for setting in settings for part in ("-o", setting)), "-i", f"{directory}/key"]
    return subprocess.run(["ssh", *options, f"root@{address}", command], capture_output=True, text=True, check=False).stdout.strip()


def rules(port):
    inbound = [{"label": "port", "action": "ACCEPT", "protocol": "TCP", "ports": port, "addresses": EVERYWHERE}]
    return {"inbound": inbound, "inbound_policy": "DROP", "outbound": [], "outbound_policy": "ACCEPT"}


def becomes(linode, status):
    for _ in range(600):
        if linode.status == status:
            return status
        time.sleep(0.1)
        linode.invalidate()
    return linode.status


def settled():
    """Waits until nothing is in progress."""
    while any(event["status"] == "started" for event in client.get("/account/events")["data"]):
        time.sleep(0.1)


told = {}
client = client_for(os.environ["LINODE_TOKEN"])
with tempfile.TemporaryDirectory() as directory:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "linode", "-f", f"{directory}/key"], check=True)
    with open(f"{directory}/key.pub", encoding="utf8") as file:
        public_key = file.read().strip()

    told["regions"] = [each.id for each in client.regions()][:3]
    told["type"] = client.load(Type, "g6-standard-2").vcpus
    told["image"] = client.load(Image, "linode/debian12").capabilities
    told["wrong token"] = refusal(client_for("x" * 64).regions)
    key = client.profile.ssh_key_upload(public_key, "client")
    told["key"] = key.ssh_key == public_key

    firewall = client.networking.firewall_create("client", rules("22"))
    request = {
        "image": "linode/debian12",
        "authorized_keys": [public_key],
        "firewall": firewall,
        "tags": ["client"],
        "metadata": client.linode.build_instance_metadata(user_data="#cloud-config\nruncmd: [[touch, /root/ran]]\n"),
    }
    told["invalid type"] = refusal(client.linode.instance_create, "none", "eu-central", **request)[0]
    linode = client.linode.instance_create("g6-nanode-1", "eu-central", label="linode-1", **request)
    told["accepted"] = [linode.label, linode.has_user_data]
    told["running"] = [becomes(linode, "running"), linode.tags]
    boot = client.get("/account/events", filters={"entity.id": linode.id, "entity.type": "linode", "action": "linode_boot"})["data"]
    told["booted"] = boot[0]["status"]
    told["label again"] = refusal(client.linode.instance_create, "g6-nanode-1", "eu-central", label="linode-1", **request)[0]
    address = linode.ips.ipv4.public[0].address
    told["over IPv6"] = ssh(linode.ips.ipv6.slaac.address, "hostname")
    told["over ssh"] = ssh(address, "hostname; cloud-init status --wait > /dev/null; ls /root/ran")

    firewall.update_rules(rules("80-85"))
    settled()
    told["without port 22"] = ssh(address, "hostname")
    second = client.networking.firewall_create("second", rules("22"))
    told["second firewall"] = refusal(second.device_create, linode.id)[0]
    firewall.update_rules(rules("22"))
    settled()

    reserved = client.networking.ip_allocate(reserved=True, region="eu-central")
    linode.ip_allocate(public=True, address=reserved.address)
    settled()
    told["reserved address that the host does not know"] = ssh(reserved.address, "hostname")
    ssh(address, f"ip address add {reserved.address}/32 dev eth0")
    told["reserved address"] = ssh(reserved.address, "hostname")
    linode.invalidate()
    told["its addresses"] = [linode.ipv4 == [address, reserved.address], [each.address for each in linode.ips.ipv4.reserved] == [reserved.address]]

    other = client.linode.instance_create("g6-nanode-1", "eu-central", label="linode-2", **request)
    becomes(other, "running")
    ssh(other.ipv4[0], f"ip address add {reserved.address}/32 dev eth0")
    client.networking.ips_assign("eu-central", client.load(IPAddress, reserved.address).to(other))
    settled()
    told["assigned to another"] = ssh(reserved.address, "hostname")
    client.load(IPAddress, reserved.address).delete()
    settled()
    time.sleep(1)
    told["unassigned"] = ssh(reserved.address, "hostname")
    client.load(ReservedIPAddress, reserved.address).delete()

    told["by label"] = [each.label for each in client.linode.instances(Instance.label == "linode-2")]
    told["by part of a label"] = sorted(each.label for each in client.linode.instances(or_(Instance.label.contains("linode-1"), Instance.id == other.id)))
    linode.shutdown()
    told["shut down"] = becomes(linode, "offline")
    linode.resize("g6-standard-1")
    settled()
    linode.invalidate()
    told["resized"] = linode.type.id

    many = [client.networking.firewall_create(f"fw-{number}", rules("22")) for number in range(10, 40)]
    listed = client.networking.firewalls(Firewall.label.contains("fw-"))
    told["pages"] = [len(listed), listed.last().label]
    gone = linode.id
    for each in [linode, other]:
        each.delete()
    told["after deletion"] = refusal(client.load, Instance, gone)
    for each in [firewall, second, *many, key]:
        each.delete()
print(json.dumps(told))
