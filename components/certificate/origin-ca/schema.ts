import * as v from "valibot";
import { originCaDays } from "./settings";
import { hostPattern } from "../../shared/domain-name";
import { secret } from "../../shared/validation";
import { keyType, material, names, requiredKeyType } from "../common/setting-schemas";

/** The schema of an Origin CA certificate's settings. */
export const originCaEntries = { keyType, days: v.optional(v.picklist(originCaDays)), root: v.optional(material) };

/** The names of a certificate of the Origin CA. */
export const originCaNames = v.pipe(names(hostPattern), v.maxLength(200, "must hold at most 200 names"));

/** The schema of an order. */
export const orderEntries = { hostnames: originCaNames, keyType: requiredKeyType, days: v.picklist(originCaDays), token: v.optional(secret(v.string())) };

/** The schema of the arguments of `OriginCaCertificate`. */
export const originCaRules = { entries: { ...originCaEntries, hostnames: originCaNames, path: v.optional(v.string()) } };
