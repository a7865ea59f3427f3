"""Which addresses are everybody's. What is not known to be so is refused."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

# IANA's special-purpose registries, not Python's `is_global`: that changes with the version, and takes multicast.
_NOT_EVERYBODYS = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network; 0.0.0.0 is this machine
            "10.0.0.0/8",
            "100.64.0.0/10",  # behind a provider's address translation
            "127.0.0.0/8",
            "169.254.0.0/16",  # link-local; where clouds tell their machines secrets
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",  # documentation, as the next two
            "198.51.100.0/24",
            "203.0.113.0/24",
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",
            "198.18.0.0/15",  # benchmarks
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # kept for later, and broadcast
        ),
    )
)
_UNICAST = IPv6Network("2000::/3")  # all that was ever given out; leaves out fc00::/7, fe80::/10, ::ffff:0:0/96, …
_NOT_UNICAST = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocols of the IETF, Teredo among them, which carries IPv4 inside
            "2001:db8::/32",  # documentation, as the next
            "3fff::/20",
            "2002::/16",  # 6to4 carries IPv4 inside
        ),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")  # how a network without IPv4 reaches it; the IPv4 address is inside


def is_everybodys(address: Address) -> bool:
    """Whether *address* is one of the open Internet, and of no network that only some are in."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_EVERYBODYS)
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return is_everybodys(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _UNICAST and not any(address in network for network in _NOT_UNICAST)
