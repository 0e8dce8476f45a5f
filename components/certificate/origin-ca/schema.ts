import * as v from "valibot";
import { originCaDays } from "./settings";
import { coveredName, keyType, material, names } from "../common/setting-schemas";

/** What may be said about a certificate of the Origin CA. */
export const originCaEntries = { keyType, days: v.optional(v.picklist(originCaDays)), root: v.optional(material) };

/** The names of a certificate of the Origin CA. */
export const originCaNames = v.pipe(names(coveredName), v.maxLength(200, "must hold at most 200 names"));

/** What the arguments of `OriginCaCertificate` must be. */
export const originCaRules = { entries: { ...originCaEntries, hostnames: originCaNames, path: v.optional(v.string()) } };
