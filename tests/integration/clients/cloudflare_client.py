"""Goes through Cloudflare's API with Cloudflare's own client and prints, as JSON, what it was answered."""

import json
import subprocess
import tempfile

import cloudflare

NAME = "python-client.test"
told = {}
client = cloudflare.Cloudflare()

told["token"] = client.user.tokens.verify().status
account = client.accounts.list().result[0]
zone = client.zones.create(name=NAME, account={"id": account.id})
try:
    told["zones found by name"] = [each.name for each in client.zones.list(name=NAME)]
    told["name servers"] = len(client.zones.get(zone_id=zone.id).name_servers)

    records = client.dns.records
    record = records.create(zone_id=zone.id, type="A", name="www", content="192.0.2.20", ttl=300)
    told["created"] = [record.name, record.type, record.content, record.ttl, record.proxied]
    edited = records.edit(record.id, zone_id=zone.id, type="A", name="www", content="192.0.2.21", ttl=300)
    told["edited"] = [edited.content, edited.ttl]
    updated = records.update(record.id, zone_id=zone.id, type="A", name="www", content="192.0.2.21", ttl=1, proxied=True)
    told["updated"] = [updated.proxied, updated.ttl]

    for index in range(5):
        records.create(zone_id=zone.id, type="TXT", name=f"page-{index}", content=f'"{index}"', ttl=60)
    listed = records.list(zone_id=zone.id, type="TXT", per_page=2, order="name")
    told["pages"] = [each.name.split(".")[0] for each in listed]
    filtered = records.list(zone_id=zone.id, name={"exact": f"page-2.{NAME}"})
    told["filtered"] = [each.name.split(".")[0] for each in filtered]

    try:
        records.create(zone_id=zone.id, type="A", name="www", content="192.0.2.21", ttl=1)
    except cloudflare.BadRequestError as error:
        told["duplicate"] = [each.code for each in error.errors]
    try:
        records.create(zone_id=zone.id, type="A", name="other", content="nonsense", ttl=1)
    except cloudflare.BadRequestError as error:
        told["invalid"] = [each.code for each in error.errors]

    told["deleted"] = records.delete(record.id, zone_id=zone.id).id == record.id
    try:
        records.get(record.id, zone_id=zone.id)
    except cloudflare.NotFoundError as error:
        told["after deletion"] = error.status_code

    before = client.zones.settings.get("ssl", zone_id=zone.id).value
    told["setting"] = [before, client.zones.settings.edit("ssl", zone_id=zone.id, value="strict").value]

    with tempfile.TemporaryDirectory() as directory:
        command = ["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{directory}/key.pem", "-subj", f"/CN={NAME}"]
        csr = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    certificates = client.origin_ca_certificates
    certificate = certificates.create(csr=csr, hostnames=[NAME], request_type="origin-rsa", requested_validity=7)
    count = len(list(certificates.list(zone_id=zone.id)))
    certificates.delete(certificate.id)
    told["certificate"] = [certificate.hostnames, certificate.requested_validity, count, len(list(certificates.list(zone_id=zone.id)))]

    group = next(each for each in client.user.tokens.permission_groups.list() if each.name == "DNS Read")
    policy = {"effect": "allow", "permission_groups": [{"id": group.id}], "resources": {f"com.cloudflare.api.account.zone.{zone.id}": "*"}}
    token = client.user.tokens.create(name="dns reader", policies=[policy])
    try:
        cloudflare.Cloudflare(api_token=token.value).zones.settings.get("ssl", zone_id=zone.id)
    except cloudflare.PermissionDeniedError as error:
        told["without permission"] = [error.status_code, [each.code for each in error.errors]]
    client.user.tokens.delete(token.id)

    rulesets = client.rulesets
    phase = "http_request_cache_settings"
    try:
        rulesets.phases.get(phase, zone_id=zone.id)
    except cloudflare.NotFoundError as error:
        told["without rules"] = [error.status_code, [each.code for each in error.errors]]
    expression = f'http.host eq "www.{NAME}"'
    parameters = {"cache": True, "edge_ttl": {"mode": "override_origin", "default": 7200}}
    theirs = {"action": "set_cache_settings", "expression": expression, "action_parameters": parameters, "ref": "theirs"}
    entry = rulesets.phases.update(phase, zone_id=zone.id, rules=[theirs])
    added = rulesets.rules.create(entry["id"], zone_id=zone.id, **{**theirs, "ref": "mine"})
    mine = added["rules"][1]["id"]
    changed = rulesets.rules.edit(mine, ruleset_id=entry["id"], zone_id=zone.id, **{**theirs, "ref": "mine", "action_parameters": {"cache": False}})
    left = rulesets.rules.delete(mine, ruleset_id=entry["id"], zone_id=zone.id)
    refs = [[each["ref"] for each in ruleset["rules"]] for ruleset in (changed, left)]
    told["rules"] = [*refs, changed["rules"][1]["action_parameters"]["cache"]]
    told["purged"] = client.cache.purge(zone_id=zone.id, files=[f"https://www.{NAME}/a.js"]).id == zone.id

    told["ips"] = len(client.ips.list().ipv4_cidrs) > 0
finally:
    client.zones.delete(zone_id=zone.id)

print(json.dumps(told))
