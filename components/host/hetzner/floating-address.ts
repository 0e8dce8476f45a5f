/**
 * What a server at Hetzner is told at each boot beside its keys: what arrives at its public interface for an address that it does not have is for it.
 * A floating IP is led to a server that knows nothing of it, and user data, where an address could be named, cannot change without replacing the server.
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
