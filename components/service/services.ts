import * as v from "valibot";
import { fieldsOf } from "../shared/validation";
import type { OpenPort } from "../host/common/firewall-rules";
import { dovecotPorts, dovecotSchema, planDovecot, type DovecotSettings } from "./dovecot/dovecot";
import { planPostfix, postfixPorts, postfixSchema, type PostfixSettings } from "./postfix/postfix";
import { planPostgresql, postgresqlPort, postgresqlPorts, postgresqlSchema, type PostgresqlSettings } from "./postgresql/postgresql";
import type { ServerPlan } from "../server/common/server";
import type { ServiceContext } from "./common/service";
import { passivePorts, planVsftpd, vsftpdPorts, vsftpdSchema, type VsftpdSettings } from "./vsftpd/vsftpd";

/** A service beside the web server, and its settings. */
export type ServiceSettings = PostfixSettings | DovecotSettings | VsftpdSettings | PostgresqlSettings;

/** What may be said about a host's services: at most one of each kind. */
export const servicesSchema = v.pipe(
  v.array(v.variant("kind", [postfixSchema, dovecotSchema, vsftpdSchema, postgresqlSchema])),
  v.rawCheck(({ dataset, addIssue }) => {
    // Of those whose other settings are wrong, or known later, as well.
    const all: readonly unknown[] = Array.isArray(dataset.value) ? dataset.value : [];
    const kinds = all.map((service) => fieldsOf(service).kind);
    kinds.forEach((kind, index) => {
      if (kind === undefined || kinds.indexOf(kind) === index) return;
      addIssue({
        message: "must be another kind than those before it",
        input: kind,
        path: [
          { type: "array", origin: "value", input: [...all], key: index, value: all[index] },
          { type: "object", origin: "value", input: { ...fieldsOf(all[index]) }, key: "kind", value: kind },
        ],
      });
    });
  }),
);

/** The ports above 1023 that a service listens on: an application beside it may have none of them. */
export const highPorts: readonly { readonly kind: ServiceSettings["kind"]; readonly first: number; readonly last: number }[] = [
  { kind: "postgresql", first: postgresqlPort, last: postgresqlPort },
  { kind: "vsftpd", ...passivePorts },
];

/** What a service adds to the release of its host. */
export function planService(settings: ServiceSettings, context: ServiceContext): ServerPlan {
  switch (settings.kind) {
    case "postfix":
      return planPostfix(settings, context);
    case "dovecot":
      return planDovecot(settings, context);
    case "vsftpd":
      return planVsftpd(settings, context);
    case "postgresql":
      return planPostgresql(settings, context);
  }
}

/** The ports of a host's services that clients elsewhere must reach. */
export function servicePorts(services: readonly ServiceSettings[]): OpenPort[] {
  return services.flatMap((settings) => {
    switch (settings.kind) {
      case "postfix":
        return postfixPorts();
      case "dovecot":
        return dovecotPorts(settings);
      case "vsftpd":
        return vsftpdPorts(settings);
      case "postgresql":
        return postgresqlPorts(settings);
    }
  });
}
