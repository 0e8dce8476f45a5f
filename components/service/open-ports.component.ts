import { refuse } from "../shared/fault";
import { whenKnown, type Eventual, type Inputs } from "../shared/inputs.component";
import { faultsOf } from "../shared/validation";
import type { OpenPort } from "../host/common/firewall-rules";
import { servicePorts, servicesSchema, type ServiceSettings } from "./services";

/**
 * The ports of a host's services that must be open to clients elsewhere, as soon as the settings that decide about them are known. Throws `ConfigurationError`
 * with all faults of the services.
 */
export function openPorts(services: readonly Inputs<ServiceSettings>[]): Eventual<OpenPort[]> {
  refuse(faultsOf(servicesSchema, services, "services"));
  return whenKnown(services, (known: readonly ServiceSettings[]) => {
    refuse(faultsOf(servicesSchema, known, "services"));
    return servicePorts(known);
  });
}
