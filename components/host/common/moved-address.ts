/**
 * Runs on a machine at each boot, as a part of its user data: makes it accept what arrives at its public interface for an address that it does not have.
 * A vendor that moves an address by routes may lead it to a machine that does not know it, and user data that names the address could not change without
 * replacing the machine. Source: https://docs.hetzner.com/cloud/floating-ips/faq/
 */
export const acceptMovedAddresses = `bootcmd:
  - |
    nft -f - <<END
    table ip floating_address {
      chain arrived {
        type nat hook prerouting priority dstnat
        iifname "$(ip -4 route show default | sed -n 's/.* dev \\([^ ]*\\).*/\\1/p' | head -n 1)" fib daddr type unicast redirect
      }
    }
    END
`;
