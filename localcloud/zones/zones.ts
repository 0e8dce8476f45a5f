import type { Collection, Store } from "../store/store";
import { ancestors } from "./names";
import { edgeSettings, settings, type SettingValue } from "./settings";
import type { StoredRecord, StoredZone } from "./stored";
import type { Zone, ZoneData, ZoneRecord } from "./zone";

/** The zones and their records, indexed by name. Every read sees the last write. */
export class Zones implements ZoneData {
  readonly #zones: Collection<StoredZone>;
  readonly #records: Collection<StoredRecord>;
  readonly #zonesByName = new Map<string, StoredZone>();
  readonly #recordsByName = new Map<string, Map<string, StoredRecord>>();
  readonly #recordsByZone = new Map<string, Map<string, StoredRecord>>();
  /** The number of records below a name. */
  readonly #below = new Map<string, number>();

  constructor(store: Store) {
    this.#zones = store.collection<StoredZone>("zones");
    this.#records = store.collection<StoredRecord>("dns-records");
    for (const zone of this.#zones.list()) this.#zonesByName.set(zone.name, zone);
    for (const record of this.#records.list()) this.#index(record);
  }

  zoneOf(name: string): Zone | undefined {
    const zone = this.holding(name);
    return zone && seenByEdge(zone);
  }

  /** The zone that contains `name`: the longest match. */
  holding(name: string): StoredZone | undefined {
    const holder = [name, ...ancestors(name)].find((candidate) => this.#zonesByName.has(candidate));
    return holder === undefined ? undefined : this.#zonesByName.get(holder);
  }

  recordsAt(name: string): readonly ZoneRecord[] {
    const zone = this.holding(name);
    const records = zone ? this.storedAt(zone.id, name) : [];
    // https://developers.cloudflare.com/fundamentals/manage-domains/pause-cloudflare/ : nothing is proxied then.
    return zone?.paused === true ? records.map((record) => ({ ...record, proxied: false })) : records;
  }

  hasDescendants(name: string): boolean {
    return this.#below.has(name);
  }

  list(): readonly StoredZone[] {
    return [...this.#zonesByName.values()];
  }

  get(id: string): StoredZone | undefined {
    return this.#zones.get(id);
  }

  named(name: string): StoredZone | undefined {
    return this.#zonesByName.get(name);
  }

  put(zone: StoredZone): StoredZone {
    this.#zones.put(zone);
    this.#zonesByName.set(zone.name, zone);
    return zone;
  }

  /** Deletes the zone with its records; the zone goes last, so that a crash leaves no record without its zone. */
  delete(zone: StoredZone): void {
    for (const record of this.records(zone.id)) this.deleteRecord(record);
    this.#zones.delete(zone.id);
    this.#zonesByName.delete(zone.name);
  }

  records(zoneId: string): readonly StoredRecord[] {
    return [...(this.#recordsByZone.get(zoneId)?.values() ?? [])];
  }

  record(zoneId: string, id: string): StoredRecord | undefined {
    return this.#recordsByZone.get(zoneId)?.get(id);
  }

  storedAt(zoneId: string, name: string): readonly StoredRecord[] {
    return [...(this.#recordsByName.get(name)?.values() ?? [])].filter((record) => record.zoneId === zoneId);
  }

  putRecord(record: StoredRecord): StoredRecord {
    const previous = this.#records.get(record.id);
    this.#records.put(record);
    if (previous && previous.name !== record.name) this.#unname(previous);
    this.#index(record);
    return record;
  }

  deleteRecord(record: StoredRecord): void {
    this.#records.delete(record.id);
    remove(this.#recordsByZone, record.zoneId, record.id);
    this.#unname(record);
  }

  /** A record that is already in an index keeps its place there. */
  #index(record: StoredRecord): void {
    memberOf(this.#recordsByZone, record.zoneId).set(record.id, record);
    const named = memberOf(this.#recordsByName, record.name);
    if (!named.has(record.id)) for (const name of ancestors(record.name)) this.#below.set(name, (this.#below.get(name) ?? 0) + 1);
    named.set(record.id, record);
  }

  #unname(record: StoredRecord): void {
    remove(this.#recordsByName, record.name, record.id);
    for (const name of ancestors(record.name)) {
      const count = (this.#below.get(name) ?? 0) - 1;
      if (count > 0) this.#below.set(name, count);
      else this.#below.delete(name);
    }
  }
}

const opened = new WeakMap<Store, Zones>();

/** The zones of a store: one object, and so one index, for all users of the store. */
export function openZones(store: Store): Zones {
  let zones = opened.get(store);
  if (!zones) {
    zones = new Zones(store);
    opened.set(store, zones);
  }
  return zones;
}

/** The value of a zone's setting, or its default if it was never changed. Undefined if there is no such setting. */
export function settingValue(zone: StoredZone, id: string): SettingValue | undefined {
  if (id === "development_mode" && developmentSeconds(zone) === 0) return "off";
  return zone.settings[id]?.value ?? settings.get(id)?.default;
}

/** https://developers.cloudflare.com/cache/reference/development-mode/ : three hours, then it ends automatically. */
const developmentPeriod = 3 * 60 * 60;

/** The seconds that a zone's development mode still lasts: 0 if it is off. */
export function developmentSeconds(zone: StoredZone): number {
  const { value, modifiedOn = "" } = zone.settings.development_mode ?? {};
  return value === "on" ? Math.max(0, Math.ceil(developmentPeriod - (Date.now() - Date.parse(modifiedOn)) / 1000)) : 0;
}

function seenByEdge(zone: StoredZone): Zone {
  const value = (id: string): SettingValue => settingValue(zone, id) ?? "";
  return { id: zone.id, name: zone.name, nameServers: zone.nameServers, settings: edgeSettings(value) };
}

function memberOf(index: Map<string, Map<string, StoredRecord>>, key: string): Map<string, StoredRecord> {
  let members = index.get(key);
  if (!members) {
    members = new Map();
    index.set(key, members);
  }
  return members;
}

function remove(index: Map<string, Map<string, StoredRecord>>, key: string, id: string): void {
  const members = index.get(key);
  members?.delete(id);
  if (members?.size === 0) index.delete(key);
}
