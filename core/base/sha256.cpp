#include <base/durable_file.h>
#include <base/error.h>
#include <base/mapped_file.h>
#include <base/sha256.h>

#include <openssl/evp.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>

namespace tarn {
namespace fs = std::filesystem;
namespace {

/// The user's cache folder of the program, or an empty path where none is known.
fs::path cacheFolder()
{
    if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache == '/')
        return fs::path(cache) / "tarn";
    if (const char* home = std::getenv("HOME"); home && *home == '/')
        return fs::path(home) / ".cache" / "tarn";
    return {};
}

/// One small file per model path: "size seconds nanoseconds digest".
struct CachedDigest {
    fs::path file;
    std::string stamp;

    explicit CachedDigest(const fs::path& path)
    {
        struct stat status { };
        const fs::path folder = cacheFolder();
        if (folder.empty() || ::stat(path.c_str(), &status) != 0)
            return;
        const std::string name = fs::absolute(path).lexically_normal().string();
        file = folder / "sha256" / sha256(std::as_bytes(std::span(name)));
        stamp = std::to_string(status.st_size) + " " + std::to_string(status.st_mtim.tv_sec) + " "
            + std::to_string(status.st_mtim.tv_nsec);
    }

    std::string read() const
    {
        std::ifstream in(file);
        std::string line;
        if (file.empty() || !std::getline(in, line))
            return {};
        const bool valid = line.size() == stamp.size() + 65 && line.starts_with(stamp + " ")
            && line.find_first_not_of("0123456789abcdef", stamp.size() + 1) == line.npos;
        return valid ? line.substr(stamp.size() + 1) : std::string();
    }

    /// A cache that cannot be written costs time, never a picture.
    void write(const std::string& digest) const
    {
        if (file.empty())
            return;
        std::error_code ignored;
        fs::create_directories(file.parent_path(), ignored);
        try {
            DurableFile out(file);
            out.write(stamp + " " + digest + "\n");
            out.commit();
        } catch (const StudioError&) {
        }
    }
};

constexpr std::size_t pieceBytes = 4 << 20; // some milliseconds

std::string digestOf(std::span<const std::byte> bytes, const std::function<void()>& onPiece)
{
    const auto fail = [] {
        throw StudioError("The cryptography library of this system cannot compute SHA-256; reinstall OpenSSL.");
    };
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1)
        fail();
    while (!bytes.empty()) {
        onPiece();
        const auto piece = bytes.first(std::min(bytes.size(), pieceBytes));
        if (EVP_DigestUpdate(context.get(), piece.data(), piece.size()) != 1)
            fail();
        bytes = bytes.subspan(piece.size());
    }
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (EVP_DigestFinal_ex(context.get(), digest, &size) != 1)
        fail();
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        text += digits[digest[i] >> 4];
        text += digits[digest[i] & 15];
    }
    return text;
}

} // namespace

std::string sha256(std::span<const std::byte> bytes)
{
    return digestOf(bytes, [] {});
}

std::string sha256File(const fs::path& path, const std::function<void()>& onPiece)
{
    const MappedFile file(path);
    const CachedDigest cached(path);
    if (std::string known = cached.read(); !known.empty())
        return known;
    const std::string digest = digestOf(file.bytes(), onPiece);
    cached.write(digest);
    return digest;
}

} // namespace tarn
