#include <base/error.h>
#include <weights/safetensors.h>

#include <cstdlib>

/// A file of arbitrary bytes: a header that is accepted must describe exactly these bytes.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    try {
        const auto header = tarn::parseSafetensorsHeader(std::as_bytes(std::span(data, size)), "fuzz.safetensors");
        std::uint64_t bytes = 0;
        for (const tarn::TensorEntry& tensor : header.tensors) {
            if (tensor.begin > tensor.end || tensor.end > size || header.find(tensor.name) != &tensor)
                std::abort();
            bytes += tensor.end - tensor.begin;
        }
        if (bytes > size)
            std::abort();
    } catch (const tarn::ModelError&) {
    }
    return 0;
}
