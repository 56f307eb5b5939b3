#include <base/error.h>
#include <fetch/fetch.h>

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <new>

namespace tarn {
namespace {

using Clock = std::chrono::steady_clock;

struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeText {
    void operator()(char* text) const { curl_free(text); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

/// One request: what curl's callbacks read and note down. No exception may pass through curl.
struct Transfer {
    const PictureFetcher::AddressCheck* mayConnect;
    std::size_t limit;
    std::vector<std::byte> body;
    bool refusedAddress = false;
    bool tooLarge = false;

    static curl_socket_t openSocket(void* self, curlsocktype, curl_sockaddr* address)
    {
        auto* transfer = static_cast<Transfer*>(self);
        if (!(*transfer->mayConnect)(address->addr)) {
            transfer->refusedAddress = true;
            return CURL_SOCKET_BAD;
        }
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }

    static std::size_t write(const char* data, std::size_t, std::size_t count, void* self)
    {
        auto* transfer = static_cast<Transfer*>(self);
        if (count > transfer->limit - transfer->body.size()) {
            transfer->tooLarge = true;
            return 0;
        }
        try {
            const auto* bytes = reinterpret_cast<const std::byte*>(data);
            transfer->body.insert(transfer->body.end(), bytes, bytes + count);
            return count;
        } catch (const std::bad_alloc&) {
            return 0;
        }
    }
};

std::string part(const Url& url, CURLUPart which)
{
    char* text = nullptr;
    if (curl_url_get(url.get(), which, &text, 0) != CURLUE_OK)
        return {};
    const std::unique_ptr<char, FreeText> owner(text);
    return text;
}

[[noreturn]] void refuse(std::string_view url, const std::string& why)
{
    throw StudioError("\"" + std::string(url) + "\" cannot be fetched: " + why);
}

std::string whyFailed(CURLcode code, const char* detail)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return "its server is not known; check the address and the network connection.";
    case CURLE_COULDNT_CONNECT:
        return "its server does not answer; try again later.";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
        return "its server cannot prove who it is (the certificate is not trusted); download the picture in a "
               "browser.";
    case CURLE_SSL_CONNECT_ERROR:
        return "no safe connection to its server could be made; download the picture in a browser.";
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
        return "the connection broke off; try again.";
    default:
        return std::string(*detail ? detail : curl_easy_strerror(code))
            + "; try again, or download it in a browser.";
    }
}

struct Reply {
    std::vector<std::byte> body;
    std::string redirect; ///< absolute; empty when this was the last
};

/// One request, without following where it leads.
class Request {
public:
    Request(
        const std::string& address, std::string_view shown, Transfer& transfer, const std::string& certificates)
        : m_shown(shown)
        , m_transfer(transfer)
    {
        static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
        m_multi.reset(started ? curl_multi_init() : nullptr);
        m_easy.reset(started ? curl_easy_init() : nullptr);
        if (!m_multi || !m_easy)
            throw std::bad_alloc();
        CURL* easy = m_easy.get();
        curl_easy_setopt(easy, CURLOPT_URL, address.c_str());
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
        curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
        if (!certificates.empty()) {
            curl_easy_setopt(easy, CURLOPT_CAINFO, certificates.c_str());
            curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
        }
        curl_easy_setopt(easy, CURLOPT_USERAGENT, "Tarn");
        curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, nullptr); // a packed body could grow without bound
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::openSocket);
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &transfer);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::write);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
        curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, m_error);
        curl_multi_add_handle(m_multi.get(), easy);
    }
    ~Request() { curl_multi_remove_handle(m_multi.get(), m_easy.get()); }
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;

    Reply run(const std::stop_token& stop, Clock::time_point end)
    {
        const std::stop_callback wake(stop, [this] { curl_multi_wakeup(m_multi.get()); });
        for (int running = 1; running > 0;) {
            if (stop.stop_requested())
                throw Cancelled{};
            if (Clock::now() >= end)
                refuse(m_shown, "it takes too long; try again, or download it in a browser.");
            if (curl_multi_perform(m_multi.get(), &running) != CURLM_OK)
                throw std::bad_alloc();
            if (running > 0)
                curl_multi_poll(m_multi.get(), nullptr, 0, 50, nullptr);
        }
        int left = 0;
        const CURLMsg* message = curl_multi_info_read(m_multi.get(), &left);
        return answer(message ? message->data.result : CURLE_RECV_ERROR);
    }

private:
    Reply answer(CURLcode code)
    {
        if (m_transfer.tooLarge)
            refuse(m_shown,
                "it is larger than " + std::to_string(m_transfer.limit >> 20)
                    + " MiB; scale the picture down first.");
        if (code != CURLE_OK && m_transfer.refusedAddress)
            refuse(m_shown,
                "it leads to a private network address, which is not allowed; save the picture as a file.");
        if (code != CURLE_OK)
            refuse(m_shown, whyFailed(code, m_error));
        long status = 0;
        curl_easy_getinfo(m_easy.get(), CURLINFO_RESPONSE_CODE, &status);
        char* redirect = nullptr;
        curl_easy_getinfo(m_easy.get(), CURLINFO_REDIRECT_URL, &redirect);
        if (status / 100 == 3 && redirect)
            return {{}, redirect};
        if (status != 200)
            refuse(m_shown,
                "its server answers with status " + std::to_string(status)
                    + "; open the address in a browser to see why.");
        if (m_transfer.body.empty())
            refuse(m_shown, "its server sent nothing; try again.");
        return {std::move(m_transfer.body), {}};
    }

    std::string_view m_shown;
    Transfer& m_transfer;
    char m_error[CURL_ERROR_SIZE] = "";
    std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> m_multi{nullptr, curl_multi_cleanup};
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> m_easy{nullptr, curl_easy_cleanup};
};

/// Throws unless `address` is one that may be asked for; `hop` is 0 for the one that was given.
void checkUrl(const std::string& address, std::string_view shown, int hop)
{
    const Url url(curl_url());
    if (!url || curl_url_set(url.get(), CURLUPART_URL, address.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        refuse(shown,
            hop ? "it leads to something that is no address; download it in a browser."
                : "this is no web address; give one that begins with https://.");
    if (part(url, CURLUPART_SCHEME) != "https")
        refuse(shown,
            hop ? "it leads to an address that is not https; download it in a browser."
                : "only https addresses are fetched; use https:// or save the picture as a file.");
    if (!part(url, CURLUPART_USER).empty() || !part(url, CURLUPART_PASSWORD).empty())
        refuse(shown, "names and passwords in addresses are not sent; download it in a browser.");
}

} // namespace

PictureFetcher::PictureFetcher(AddressCheck mayConnect, std::string trustedCertificates, FetchLimits limits)
    : m_mayConnect(std::move(mayConnect))
    , m_trustedCertificates(std::move(trustedCertificates))
    , m_limits(limits)
{
}

std::vector<std::byte> PictureFetcher::fetch(std::string_view url, const std::stop_token& stop) const
{
    const Clock::time_point end = Clock::now() + m_limits.time;
    std::string address(url);
    for (int hop = 0; hop <= m_limits.redirects; ++hop) {
        checkUrl(address, url, hop);
        Transfer transfer{&m_mayConnect, m_limits.bytes, {}};
        Reply reply = Request(address, url, transfer, m_trustedCertificates).run(stop, end);
        if (reply.redirect.empty())
            return std::move(reply.body);
        address = std::move(reply.redirect);
    }
    refuse(url, "it leads on to another address too often; open it in a browser and copy the last one.");
}

std::vector<std::byte> fetchPicture(std::string_view url, const std::stop_token& stop)
{
    return PictureFetcher().fetch(url, stop);
}

bool isWebAddress(std::string_view text)
{
    const std::size_t end = text.find("://");
    return end != text.npos && end > 1 && std::ranges::all_of(text.substr(0, end), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '+' || c == '-' || c == '.';
    });
}

} // namespace tarn
