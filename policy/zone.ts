import { Later, read, readWhole, sourceOf, textOf, type SeenResource } from "./resources";

const ownSetting = "tlsup:index:ZoneSetting";
const ownRule = "tlsup:index:EdgeRule";
const vendorSetting = "cloudflare:index/zoneSetting:ZoneSetting";
const vendorRules = "cloudflare:index/ruleset:Ruleset";
const pageRules = "cloudflare:index/pageRule:PageRule";
/** Certificates beside Universal SSL. */
const vendorCertificates = ["certificatePack:CertificatePack", "customSsl:CustomSsl", "totalTls:TotalTls"].map((type) => `cloudflare:index/${type}`);

/** What a program says about a zone, and about one name in it. */
export class Zone {
  readonly #record: SeenResource;
  readonly #resources: readonly SeenResource[];
  readonly #source: string | undefined;

  /** The zone of a record. */
  constructor(record: SeenResource, resources: readonly SeenResource[]) {
    this.#record = record;
    this.#source = sourceOf(record, "zoneId");
    this.#resources = resources.filter((each) => this.#source !== undefined && sourceOf(each, "zoneId") === this.#source);
    const zone = resources.find((each) => each.type === "cloudflare:index/zone:Zone" && [each.urn, textOf(each, "id")].includes(this.#source ?? ""));
    this.name = this.#of(ownSetting).flatMap((each) => textOf(each, "zone") ?? [])[0] ?? (zone && textOf(zone, "name"));
  }

  /** Undefined if no resource has it. */
  readonly name: string | undefined;

  /** The value of a setting by Cloudflare's name; `undefined` if the program does not set it. */
  setting(id: string): unknown {
    const found = [...this.#of(ownSetting), ...this.#of(vendorSetting)].find((each) => textOf(each, "settingId") === id);
    return found && readWhole(found, "value");
  }

  /** The SSL mode and the security level of the record's name. A rule goes before the zone's setting. */
  ofName(): { readonly ssl: unknown; readonly level: unknown } {
    const rule = this.#of(ownRule).find((each) => textOf(each, "phase") === "http_config_settings" && isFor(each, this.#record));
    const parameters = rule && read(rule, "parameters");
    if (parameters instanceof Later) return { ssl: parameters, level: parameters };
    const { ssl, security_level: level } = typeof parameters === "string" ? (JSON.parse(parameters) as Record<string, unknown>) : {};
    // A ruleset or a page rule of the program itself may say something about any name.
    const isOpen =
      this.#of(vendorRules).some((each) => textOf(each, "phase") === "http_config_settings") ||
      this.#of(pageRules).some((each) => read(each, "actions", "ssl") !== undefined);
    return { ssl: ssl ?? (isOpen ? undefined : this.setting("ssl")), level };
  }

  /** Whether the program orders certificates for the zone itself, which may be for any name. */
  get hasOwnCertificates(): boolean {
    return this.#resources.some(({ type }) => vendorCertificates.includes(type));
  }

  #of(type: string): SeenResource[] {
    return this.#resources.filter((each) => each.type === type);
  }
}

/** Whether a rule is for a record's name. One that becomes known later is, if the same component makes both. */
function isFor(rule: SeenResource, record: SeenResource): boolean {
  const expression = read(rule, "expression");
  if (expression instanceof Later) return rule.parent?.urn === record.parent?.urn;
  return expression === `http.host eq ${JSON.stringify(textOf(record, "name"))}`;
}
