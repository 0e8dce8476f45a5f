"""Goes through Hetzner Cloud's API with Hetzner's own client and prints, as JSON, what it was answered."""

import json
import os
import subprocess
import tempfile

from hcloud import APIException, Client
from hcloud.firewalls.domain import Firewall, FirewallResource, FirewallResourceLabelSelector, FirewallRule
from hcloud.images.domain import Image
from hcloud.locations.domain import Location
from hcloud.server_types.domain import ServerType
from hcloud.servers.domain import ServerCreatePublicNetwork

EVERYWHERE = ["0.0.0.0/0", "::/0"]


def client_for(token):
    return Client(token=token, api_endpoint=os.environ["HCLOUD_ENDPOINT"], poll_interval=0.2)


def refusal(call, *args, **options):
    try:
        return call(*args, **options)
    except APIException as error:
        return [error.code, error.message]


def ssh(address, command):
    settings = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "ConnectTimeout=3"]
    options = [*(part for setting in settings for part in ("-o", setting)), "-i", f"{directory}/key"]
    return subprocess.run(["ssh", *options, f"root@{address}", command], capture_output=True, text=True, check=False).stdout.strip()


def rule(port):
    return FirewallRule(direction="in", protocol="tcp", port=port, source_ips=EVERYWHERE)


told = {}
client = client_for(os.environ["HCLOUD_TOKEN"])
with tempfile.TemporaryDirectory() as directory:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "hcloud", "-f", f"{directory}/key"], check=True)
    with open(f"{directory}/key.pub", encoding="utf8") as file:
        public_key = file.read().strip()
    listed = subprocess.run(["ssh-keygen", "-l", "-E", "md5", "-f", f"{directory}/key"], check=True, capture_output=True, text=True).stdout

    told["locations"] = [each.name for each in client.locations.get_all()][:3]
    told["server type"] = client.server_types.get_by_name("cx23").cores
    told["image"] = client.images.get_by_name_and_architecture("debian-12", "x86").os_flavor
    told["wrong token"] = refusal(client_for("x" * 64).locations.get_all)[0]
    key = client.ssh_keys.create("hcloud", public_key)
    told["fingerprint"] = f"MD5:{key.fingerprint}" in listed
    told["key again"] = refusal(client.ssh_keys.create, "again", public_key)[0]

    firewall = client.firewalls.create("hcloud", rules=[rule("22")]).firewall
    request = {
        "server_type": ServerType(name="cx23"),
        "image": Image(name="debian-12"),
        "location": Location(name="fsn1"),
        "ssh_keys": [key],
        "firewalls": [firewall],
        "labels": {"client": "hcloud"},
        "user_data": "#cloud-config\nruncmd: [[touch, /root/ran]]\n",
    }
    told["invalid type"] = refusal(client.servers.create, "hcloud-1", **{**request, "server_type": ServerType(name="none")})[0]
    created = client.servers.create("hcloud-1", **request)
    server = created.server
    told["accepted"] = [server.status, created.action.command, created.root_password]
    created.action.wait_until_finished()
    server.reload()
    address = server.public_net.ipv4.ip
    told["running"] = [server.status, [each.firewall.id == firewall.id for each in server.public_net.firewalls]]
    told["name again"] = refusal(client.servers.create, "hcloud-1", **request)[0]
    told["over IPv6"] = ssh(server.public_net.ipv6.ip.replace("/64", "1"), "hostname")
    told["over ssh"] = ssh(address, "hostname; cloud-init status --wait > /dev/null; ls /root/ran")

    for action in client.firewalls.set_rules(firewall, [rule("80-85")]):
        action.wait_until_finished()
    told["without port 22"] = ssh(address, "hostname")
    told["in use"] = refusal(firewall.delete)[0]
    selector = FirewallResource(type="label_selector", label_selector=FirewallResourceLabelSelector("client=hcloud"))
    opened = client.firewalls.create("hcloud-by-label", rules=[rule("22")], resources=[selector])
    for action in opened.actions:
        action.wait_until_finished()
    told["by label"] = ssh(address, "hostname")

    floating = client.floating_ips.create("ipv4", home_location=Location(name="fsn1")).floating_ip
    floating.assign(server).wait_until_finished()
    told["floating IP that the host does not know"] = ssh(floating.ip, "hostname")
    ssh(address, f"ip address add {floating.ip}/32 dev eth0")
    told["floating IP"] = ssh(floating.ip, "hostname")
    floating.unassign().wait_until_finished()
    told["unassigned"] = ssh(floating.ip, "hostname")
    floating.delete()

    server.reboot().wait_until_finished()
    told["bad change of type"] = refusal(server.change_type, ServerType(name="cx33"), upgrade_disk=False)[0]
    server.power_off().wait_until_finished()
    server.change_type(ServerType(name="cx33"), upgrade_disk=False).wait_until_finished()
    server.reload()
    told["type"] = [server.server_type.name, server.status]

    without = ServerCreatePublicNetwork(enable_ipv4=False, enable_ipv6=True)
    others = [client.servers.create(f"hcloud-{number}", **request, public_net=without).server for number in (2, 3)]
    told["without IPv4"] = [[each.public_net.ipv4, each.public_net.ipv6.blocked] for each in others]
    pages = [client.servers.get_list(label_selector="client=hcloud", per_page=2, page=page) for page in (1, 2)]
    told["pages"] = [[each.name for each in page.servers] for page in pages]
    told["meta"] = [page.meta.pagination.next_page for page in pages]
    told["by name"] = client.servers.get_by_name("hcloud-2").name
    for each in [server, *others]:
        each.delete().wait_until_finished()
    told["after deletion"] = refusal(client.servers.get_by_id, server.id)[0]
    for action in opened.firewall.remove_from_resources([selector]):
        action.wait_until_finished()
    for each in (firewall, opened.firewall, key):
        each.delete()
print(json.dumps(told))
