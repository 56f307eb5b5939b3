#include <fetch/fetch.h>

#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace tarn {
namespace {

struct Range4 {
    std::uint32_t start;
    int bits;
};

constexpr std::uint32_t ip4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d)
{
    return a << 24 | b << 16 | c << 8 | d;
}

/// IANA's IPv4 special-purpose registry (RFC 6890 and later) and multicast.
constexpr std::array special4{Range4{ip4(0, 0, 0, 0), 8}, Range4{ip4(10, 0, 0, 0), 8},
    Range4{ip4(100, 64, 0, 0), 10}, Range4{ip4(127, 0, 0, 0), 8}, Range4{ip4(169, 254, 0, 0), 16},
    Range4{ip4(172, 16, 0, 0), 12}, Range4{ip4(192, 0, 0, 0), 24}, Range4{ip4(192, 0, 2, 0), 24},
    Range4{ip4(192, 88, 99, 0), 24}, Range4{ip4(192, 168, 0, 0), 16}, Range4{ip4(198, 18, 0, 0), 15},
    Range4{ip4(198, 51, 100, 0), 24}, Range4{ip4(203, 0, 113, 0), 24}, Range4{ip4(224, 0, 0, 0), 3}};

bool isPublic4(std::uint32_t address)
{
    return std::ranges::none_of(
        special4, [&](const Range4& range) { return (address ^ range.start) >> (32 - range.bits) == 0; });
}

std::uint32_t number4(const std::uint8_t* bytes) { return ip4(bytes[0], bytes[1], bytes[2], bytes[3]); }

/// Only 2000::/3 is given out; within it some blocks are special or carry an IPv4 address.
bool isPublic6(const std::uint8_t* a)
{
    static constexpr std::uint8_t nat64[12] = {0x00, 0x64, 0xFF, 0x9B};
    if (std::memcmp(a, nat64, sizeof nat64) == 0)
        return isPublic4(number4(a + 12));
    if ((a[0] & 0xE0) != 0x20)
        return false; // ::1, mapped, fc00::/7, fe80::/10, ff00::/8 and all that is not given out
    if (a[0] == 0x20 && a[1] == 0x01 && (a[2] & 0xFE) == 0)
        return false; // 2001::/23: Teredo, benchmarking, ORCHID
    if (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0D && a[3] == 0xB8)
        return false; // documentation
    if (a[0] == 0x20 && a[1] == 0x02)
        return isPublic4(number4(a + 2)); // 6to4
    return !(a[0] == 0x3F && a[1] == 0xFF && (a[2] & 0xF0) == 0); // 3fff::/20, documentation
}

} // namespace

bool isPublicAddress(const sockaddr& address)
{
    if (address.sa_family == AF_INET) {
        sockaddr_in in;
        std::memcpy(&in, &address, sizeof in);
        return isPublic4(ntohl(in.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 in;
        std::memcpy(&in, &address, sizeof in);
        return isPublic6(in.sin6_addr.s6_addr);
    }
    return false;
}

} // namespace tarn
