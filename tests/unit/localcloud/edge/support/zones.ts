import { newZone } from "../../../../../localcloud/zones/settings";
import type { EdgeSettings, RecordType, Zone, ZoneData, ZoneRecord } from "../../../../../localcloud/zones/zone";

/** Zone data in memory that a test changes as the API would. */
export class TestZones implements ZoneData {
  readonly #zones = new Map<string, Zone>();
  #records: ZoneRecord[] = [];

  add(name: string, settings: Partial<EdgeSettings> = {}): void {
    this.#zones.set(name, { id: name, name, nameServers: [], settings: { ...newZone, ...settings } });
  }

  set(name: string, settings: Partial<EdgeSettings>): void {
    const zone = this.#zones.get(name);
    if (!zone) throw new Error(`no zone ${name}`);
    this.#zones.set(name, { ...zone, settings: { ...zone.settings, ...settings } });
  }

  record(name: string, type: RecordType, content: string, proxied = true): void {
    this.#records.push({ id: String(this.#records.length), zoneId: this.zoneOf(name)?.id ?? "", name, type, content, ttl: 1, proxied });
  }

  forget(name: string): void {
    this.#records = this.#records.filter((record) => record.name !== name);
  }

  zoneOf(name: string): Zone | undefined {
    return [...this.#zones.values()]
      .filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`))
      .sort((one, other) => other.name.length - one.name.length)[0];
  }

  recordsAt(name: string): readonly ZoneRecord[] {
    return this.#records.filter((record) => record.name === name);
  }

  hasDescendants(name: string): boolean {
    return this.#records.some((record) => record.name.endsWith(`.${name}`));
  }
}
