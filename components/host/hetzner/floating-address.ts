/**
 * Runs on a Hetzner server at each boot: makes it accept what arrives at its public interface for an address that it does not have.
 * Hetzner routes a floating IP to a server that does not know it, and user data that names the address could not change without replacing the server.
 * Source: https://docs.hetzner.com/cloud/floating-ips/faq/
 */
export const acceptFloatingAddresses = `bootcmd:
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
