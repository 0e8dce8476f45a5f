import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Json = Record<string, unknown>;

interface Droplet extends Json {
  id: number;
  status: string;
  tags: string[];
  features: string[];
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Json;
  readonly idempotencyKey: string | undefined;
}

/** DigitalOcean's API as far as the resources call it, with faults on demand: it shows what a plugin asks for. */
export class FakeDigitalOcean {
  readonly asked: Asked[] = [];
  readonly droplets = new Map<string, Droplet>();
  readonly firewalls = new Map<string, Json>();
  readonly keys = new Map<string, Json>();
  readonly reservedIps = new Map<string, Json>();
  readonly tags = new Map<string, Json>();
  /** Answers before the API itself does; true if it answered. */
  interfere: (asked: Asked, response: ServerResponse) => boolean = () => false;
  /** How many times a droplet is seen before it is active. */
  boots = 1;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #remaining = new Map<string, number>();
  readonly #answered = new Map<string, readonly [number, Json]>();
  #next = 100;

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  paths(method: string): string[] {
    return this.asked.filter((request) => request.method === method).map((request) => request.path);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const key = request.headers["idempotency-key"] as string | undefined;
    const asked = { method: request.method ?? "", path: request.url ?? "", body: (text ? JSON.parse(text) : {}) as Json, idempotencyKey: key };
    this.asked.push(asked);
    if (this.interfere(asked, response)) return;
    const [status, body] = (key === undefined ? undefined : this.#answered.get(key)) ?? this.#answer(asked);
    if (key !== undefined) this.#answered.set(key, [status, body]);
    response.writeHead(status, { "Content-Type": "application/json" }).end(status === 204 ? undefined : JSON.stringify(body));
  }

  #answer({ method, path, body }: Asked): [number, Json] {
    const [, , collection = "", id = "", sub = ""] = path.split("?")[0]?.replace("/account", "").split("/") ?? [];
    const call = `${method} ${collection}${id && "/:id"}${sub && `/${sub}`}`;
    const notFound: [number, Json] = [404, { id: "not_found", message: "The resource you requested could not be found." }];
    switch (call) {
      case "POST droplets":
        return [202, { droplet: this.#createDroplet(body) }];
      case "GET droplets/:id":
        return this.droplets.has(id) ? [200, { droplet: this.#seeDroplet(id) }] : notFound;
      case "DELETE droplets/:id":
        return this.droplets.delete(id) ? [204, {}] : notFound;
      case "POST droplets/:id/actions":
        return [201, { action: this.#act(id, body) }];
      case "POST keys":
        return [201, { ssh_key: this.#put(this.keys, { fingerprint: "aa:bb", ...body, public_key: String(body.public_key).trim() }) }];
      case "GET keys":
        return [200, { ssh_keys: [...this.keys.values()] }];
      case "PUT keys/:id":
        return [200, { ssh_key: Object.assign(this.keys.get(id) ?? {}, body) }];
      case "GET keys/:id":
        return this.keys.has(id) ? [200, { ssh_key: this.keys.get(id) }] : notFound;
      case "DELETE keys/:id":
        return this.keys.delete(id) ? [204, {}] : notFound;
      case "POST firewalls":
        return [202, { firewall: this.#putFirewall(createHash("md5").update(String(this.#next++)).digest("hex"), body) }];
      case "PUT firewalls/:id":
        return this.firewalls.has(id) ? [200, { firewall: this.#putFirewall(id, body) }] : notFound;
      case "GET firewalls/:id":
        return this.firewalls.has(id) ? [200, { firewall: this.firewalls.get(id) }] : notFound;
      case "DELETE firewalls/:id":
        return this.firewalls.delete(id) ? [204, {}] : notFound;
      case "POST reserved_ips":
        return [202, { reserved_ip: this.#reserve(body) }];
      case "GET reserved_ips/:id":
        return this.reservedIps.has(id) ? [200, { reserved_ip: this.reservedIps.get(id) }] : notFound;
      case "DELETE reserved_ips/:id":
        return this.reservedIps.delete(id) ? [204, {}] : notFound;
      case "POST reserved_ips/:id/actions":
        Object.assign(this.reservedIps.get(id) ?? {}, { droplet: body.type === "assign" ? { id: body.droplet_id } : null });
        return [201, { action: { id: this.#next++, status: "completed", type: body.type } }];
      case "POST tags":
        this.tags.set(String(body.name), { name: body.name, resources: { count: 0, droplets: { count: 0 } } });
        return [201, { tag: this.tags.get(String(body.name)) }];
      case "GET tags/:id":
        return this.tags.has(id) ? [200, { tag: this.tags.get(id) }] : notFound;
      case "DELETE tags/:id":
        return this.tags.delete(id) ? [204, {}] : notFound;
      case "POST tags/:id/resources":
      case "DELETE tags/:id/resources":
        this.#tag(method, id, body);
        return [204, {}];
      default:
        return [501, { id: "not_implemented", message: `no ${call} here` }];
    }
  }

  #put(into: Map<string, Json>, item: Json): Json {
    const id = this.#next++;
    into.set(String(id), { id, ...item });
    return into.get(String(id)) ?? {};
  }

  #createDroplet(body: Json): Json {
    if (body.size === "none") return {};
    const features = ["ipv6", "monitoring", "backups"].filter((feature) => body[feature] === true);
    const droplet = this.#put(this.droplets as Map<string, Json>, {
      name: body.name,
      status: "new",
      locked: true,
      memory: 1024,
      vcpus: 1,
      disk: 25,
      created_at: "2026-01-01T00:00:00Z",
      features: [...features, "droplet_agent", "private_networking"],
      tags: body.tags ?? [],
      volume_ids: [],
      vpc_uuid: "7e7ea1e5-0000-4000-8000-000000000001",
      size_slug: body.size,
      size: { price_hourly: 0.00893, price_monthly: 6 },
      region: { slug: body.region ?? "fra1" },
      image: { id: 1, slug: "debian-12-x64" },
      networks: { v4: [], v6: [] },
    });
    this.#remaining.set(String(droplet.id), this.boots);
    return structuredClone(droplet);
  }

  #seeDroplet(id: string): Json {
    const remaining = this.#remaining.get(id) ?? 0;
    this.#remaining.set(id, remaining - 1);
    const networks = {
      v4: [
        { ip_address: "10.0.0.2", type: "private" },
        { ip_address: "198.51.100.2", type: "public" },
      ],
      v6: [],
    };
    if (remaining <= 0) Object.assign(this.droplets.get(id) ?? {}, { status: "active", locked: false, networks });
    return this.droplets.get(id) ?? {};
  }

  #act(id: string, body: Json): Json {
    const droplet = this.droplets.get(id);
    if (body.type === "resize" && droplet) droplet.size_slug = body.size;
    if (body.type === "rename" && droplet) droplet.name = body.name;
    if (body.type === "enable_ipv6") droplet?.features.push("ipv6");
    return { id: this.#next++, status: "completed", type: body.type };
  }

  #putFirewall(id: string, body: Json): Json {
    const rules = (name: string) =>
      (body[name] as Json[]).map((rule) => ({ ...rule, ports: rule.protocol === "icmp" || rule.ports === "all" ? "0" : rule.ports }));
    // The API keeps no order.
    const reversed = { inbound_rules: rules("inbound_rules").reverse(), outbound_rules: rules("outbound_rules").reverse() };
    this.firewalls.set(id, { id, status: "succeeded", created_at: "2026-01-01T00:00:00Z", pending_changes: [], ...body, ...reversed });
    return this.firewalls.get(id) ?? {};
  }

  #reserve(body: Json): Json {
    const ip = `198.51.100.${this.#next++ % 250}`;
    this.reservedIps.set(ip, { ip, region: { slug: body.region }, droplet: null, locked: false });
    return this.reservedIps.get(ip) ?? {};
  }

  #tag(method: string, tag: string, body: Json): void {
    for (const { resource_id } of body.resources as { resource_id: string }[]) {
      const droplet = this.droplets.get(resource_id);
      if (droplet) droplet.tags = method === "POST" ? [...droplet.tags, tag] : droplet.tags.filter((name) => name !== tag);
    }
  }
}
