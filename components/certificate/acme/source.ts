import * as v from "valibot";
import type { Fault } from "../../shared/fault";
import { settings, type Unchecked } from "../../shared/validation";
import { fileReference } from "../../shared/file-reference";
import { coverageFaults } from "../common/coverage";
import { alarm, alarmFaults } from "../common/alarm-schema";
import { emailAddress, keyFile, keyType, material, names, profile, renewer, resolver } from "../common/setting-schemas";
import type { RenewalRule, Source, SourceContext } from "../common/source";
import { acmeDirectory } from "./account-config";
import { nameFaults, normaliseNames } from "./names";
import { instantByLifetime } from "./renewal";
import type { LetsEncryptSource } from "./settings";

/** The settings that have no meaning when the host renews. */
const ofUpAlone = ["resolver", "accountKey", "adopt"] as const;

const challengeNeedsHost = 'must be left out without renewal "host": `pulumi up` proves names by dns-01';
const standbyNeedsHost = 'must be left out without renewal "host": with it, a host changes over to its standby';

const renewedByLifetime: RenewalRule = { begins: ({ notBefore, notAfter }) => Date.parse(instantByLifetime(notBefore, notAfter)), patience: 0 };

/** The registry entry of Let's Encrypt and every other ACME CA. */
export const letsEncrypt: Source<LetsEncryptSource> = {
  source: "lets-encrypt",
  entries: {
    source: v.literal("lets-encrypt"),
    renewal: renewer,
    challenge: v.optional(v.picklist(["http-01", "dns-persist-01"])),
    names: v.optional(names(v.string())),
    email: emailAddress,
    directory: acmeDirectory,
    root: v.optional(material),
    profile,
    keyType,
    resolver,
    revokeOnDelete: v.optional(v.boolean()),
    standby: v.optional(v.picklist(["origin-ca"])),
    alarm,
    accountKey: v.optional(keyFile),
    adopt: v.optional(settings({ certificate: fileReference, privateKey: keyFile })),
  },
  judged: ["names", "profile", "root", "alarm", "standby", ...ofUpAlone],
  faults: letsEncryptFaults,
  isProvenByHost: ({ renewal, challenge }) => renewal === "host" && challenge !== "dns-persist-01",
  isProvenByRecords: ({ challenge }) => challenge === "dns-persist-01",
  challengePastHost: "dns-persist-01",
  isOnHost: ({ renewal }) => renewal === "host",
  renewal: renewedByLifetime,
  remedy: "Run `pulumi up --refresh`, which renews it, and says why when the CA refuses",
};

function letsEncryptFaults({ names: wanted, profile: chosen, root, renewal, challenge, ...others }: Unchecked, site: SourceContext): Fault[] {
  const { path, domain, names } = site;
  const given = Array.isArray(wanted) ? wanted.filter((name) => typeof name === "string") : names;
  const policy = {
    challenge: renewal === "host" ? challengeOf(challenge) : ("dns-01" as const),
    publicCa: root === undefined,
    ...(typeof chosen === "string" && { profile: chosen }),
  };
  return [
    ...coverageFaults(`${path}.names`, domain, given, normaliseNames(given)),
    ...nameFaults(given, policy, `${path}.names`),
    ...(renewal === "host"
      ? ofUpAlone.filter((name) => others[name] !== undefined).map((name) => ({ path: `${path}.${name}`, problem: 'must be left out with renewal "host"' }))
      : [
          ...alarmFaults(others, path),
          ...(challenge === undefined ? [] : [{ path: `${path}.challenge`, problem: challengeNeedsHost, remedy: 'Set renewal to "host", or leave it out' }]),
          ...(others.standby === undefined ? [] : [{ path: `${path}.standby`, problem: standbyNeedsHost }]),
        ]),
  ];
}

function challengeOf(setting: unknown): "http-01" | "dns-persist-01" {
  return setting === "dns-persist-01" ? setting : "http-01";
}
