#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace tarn {

/// Whether an address belongs to the public internet: not loopback, private, link-local, shared (CGNAT),
/// multicast, documentation, reserved, or an IPv6 address that carries such an IPv4 address (mapped, 6to4, NAT64,
/// Teredo).
bool isPublicAddress(const sockaddr& address);

struct FetchLimits {
    std::size_t bytes = std::size_t(64) << 20;
    std::chrono::milliseconds time{30'000}; ///< for everything: names, redirects, the body
    int redirects = 5;
};

/// Fetches pictures over https. The address is checked on the socket that is about to be connected, so neither a
/// redirect nor a name that resolves differently the second time leads into a private network. Proxies from the
/// environment are not used, for they would connect instead of us.
class PictureFetcher {
public:
    /// Which addresses may be connected to.
    using AddressCheck = std::function<bool(const sockaddr&)>;

    PictureFetcher() = default;
    /// Another check and, when not empty, a PEM file of certificates to trust instead of the system's.
    PictureFetcher(AddressCheck mayConnect, std::string trustedCertificates, FetchLimits limits);

    /// The body at `url`. Redirects are followed one by one, each checked like the first. Throws StudioError with
    /// one sentence naming the address when it is no https address or cannot be fetched, and Cancelled at most 200
    /// ms after `stop` asks for it.
    std::vector<std::byte> fetch(std::string_view url, const std::stop_token& stop) const;

private:
    AddressCheck m_mayConnect = isPublicAddress;
    std::string m_trustedCertificates;
    FetchLimits m_limits;
};

/// `PictureFetcher` as the user gets it.
std::vector<std::byte> fetchPicture(std::string_view url, const std::stop_token& stop);

/// Whether `text` is meant as a web address rather than a file's name: it begins with a scheme and "://".
bool isWebAddress(std::string_view text);

} // namespace tarn
