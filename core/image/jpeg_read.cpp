#include "picture_file.h"

#include <image/convert.h>
#include <image/limits.h>

#include <jerror.h>
#include <jpeglib.h>

#include <csetjmp>
#include <cstdio> // before jpeglib.h, which needs FILE
#include <cstdlib>
#include <cstring>
#include <string>

namespace tarn {
namespace {

/// A file of a few kilobytes can ask for thousands of passes over all of its pixels.
constexpr int maxScans = 200;
constexpr JOCTET endMarker[] = {0xFF, JPEG_EOI};

/// One run of libjpeg over bytes in memory. Errors return through `longjmp` to functions whose locals need no
/// destructor, and leave their sentence in `error`.
struct JpegDecoder {
    jpeg_decompress_struct jpeg{};
    jpeg_error_mgr errors{};
    jpeg_source_mgr source{};
    jpeg_progress_mgr progress{};
    std::jmp_buf back{};
    bool ended = false; ///< the bytes ran out
    char error[JMSG_LENGTH_MAX] = "";

    explicit JpegDecoder(std::span<const std::byte> bytes)
    {
        jpeg.err = jpeg_std_error(&errors);
        jpeg.client_data = this;
        errors.error_exit = [](j_common_ptr info) { fail(info); };
        errors.output_message = [](j_common_ptr) {};
        errors.emit_message = onMessage;
        source.next_input_byte = reinterpret_cast<const JOCTET*>(bytes.data());
        source.bytes_in_buffer = bytes.size();
        source.init_source = [](j_decompress_ptr) {};
        source.fill_input_buffer = onEnd;
        source.skip_input_data = skip;
        source.resync_to_restart = jpeg_resync_to_restart;
        source.term_source = [](j_decompress_ptr) {};
        progress.progress_monitor = [](j_common_ptr info) {
            if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > maxScans)
                fail(info, "it has too many passes");
        };
    }
    ~JpegDecoder() { jpeg_destroy_decompress(&jpeg); }
    JpegDecoder(const JpegDecoder&) = delete;
    JpegDecoder& operator=(const JpegDecoder&) = delete;

    static JpegDecoder& of(j_common_ptr info) { return *static_cast<JpegDecoder*>(info->client_data); }

    [[noreturn]] static void fail(j_common_ptr info, const char* why = nullptr)
    {
        JpegDecoder& decoder = of(info);
        if (why)
            std::snprintf(decoder.error, sizeof decoder.error, "%s", why);
        else
            info->err->format_message(info, decoder.error);
        std::longjmp(decoder.back, 1);
    }

    /// Damage within the pixels is only a warning to libjpeg, which then makes some up. Harmless oddities that
    /// many cameras write (stray bytes, an odd version) stay warnings.
    static void onMessage(j_common_ptr info, int level)
    {
        if (level >= 0)
            return;
        switch (info->err->msg_code) {
        case JWRN_BOGUS_PROGRESSION:
        case JWRN_HIT_MARKER:
        case JWRN_HUFF_BAD_CODE:
        case JWRN_MUST_RESYNC:
            fail(info);
        default:
            break;
        }
    }

    static boolean onEnd(j_decompress_ptr jpeg)
    {
        of(reinterpret_cast<j_common_ptr>(jpeg)).ended = true;
        jpeg->src->next_input_byte = endMarker;
        jpeg->src->bytes_in_buffer = sizeof endMarker;
        return TRUE;
    }

    static void skip(j_decompress_ptr jpeg, long count)
    {
        if (count <= 0)
            return;
        if (std::size_t(count) > jpeg->src->bytes_in_buffer) {
            onEnd(jpeg);
            return;
        }
        jpeg->src->next_input_byte += count;
        jpeg->src->bytes_in_buffer -= std::size_t(count);
    }
};

/// Reads up to the pixels. False on an error.
bool readHeader(JpegDecoder& decoder)
{
    if (setjmp(decoder.back))
        return false;
    jpeg_create_decompress(&decoder.jpeg);
    decoder.jpeg.src = &decoder.source;
    decoder.jpeg.progress = &decoder.progress;
    decoder.jpeg.mem->max_memory_to_use = long(limits::maxImageBytes);
    jpeg_save_markers(&decoder.jpeg, JPEG_APP0 + 1, 0xFFFF); // EXIF
    jpeg_save_markers(&decoder.jpeg, JPEG_APP0 + 2, 0xFFFF); // ICC
    jpeg_read_header(&decoder.jpeg, TRUE);
    if (decoder.jpeg.num_components == 1)
        decoder.jpeg.out_color_space = JCS_GRAYSCALE;
    else
        decoder.jpeg.out_color_space = decoder.jpeg.num_components == 4 ? JCS_CMYK : JCS_RGB;
    jpeg_calc_output_dimensions(&decoder.jpeg);
    return true;
}

/// Fills `pixels`, rows of `rowBytes`. False on an error.
bool readRows(JpegDecoder& decoder, std::byte* pixels, std::size_t rowBytes)
{
    if (setjmp(decoder.back))
        return false;
    jpeg_start_decompress(&decoder.jpeg);
    while (decoder.jpeg.output_scanline < decoder.jpeg.output_height) {
        JSAMPROW row = reinterpret_cast<JSAMPROW>(pixels + decoder.jpeg.output_scanline * rowBytes);
        jpeg_read_scanlines(&decoder.jpeg, &row, 1);
    }
    return true;
}

std::vector<std::byte> profileOf(JpegDecoder& decoder)
{
    JOCTET* data = nullptr;
    unsigned size = 0;
    if (setjmp(decoder.back) || !jpeg_read_icc_profile(&decoder.jpeg, &data, &size))
        return {};
    std::vector<std::byte> profile;
    if (size <= limits::maxProfileBytes)
        profile.assign(reinterpret_cast<std::byte*>(data), reinterpret_cast<std::byte*>(data) + size);
    std::free(data);
    return profile;
}

int orientationOf(const JpegDecoder& decoder)
{
    for (const jpeg_marker_struct* marker = decoder.jpeg.marker_list; marker; marker = marker->next)
        if (marker->marker == JPEG_APP0 + 1 && marker->data_length > 6
            && std::memcmp(marker->data, "Exif\0\0", 6) == 0)
            return exifOrientation(std::as_bytes(std::span(marker->data, marker->data_length)));
    return 1;
}

} // namespace

DecodedPicture decodeJpeg(std::span<const std::byte> bytes, std::string_view name)
{
    JpegDecoder decoder(bytes);
    const auto refuseDamaged = [&] {
        refusePicture(name,
            decoder.ended
                ? "is incomplete; copy or download it again."
                : "cannot be read as JPEG (" + std::string(decoder.error) + "); copy or download it again.");
    };
    if (!readHeader(decoder))
        refuseDamaged();
    const int channels = decoder.jpeg.out_color_components;
    checkPictureSize(name, decoder.jpeg.output_width, decoder.jpeg.output_height, channels, 8);
    // A block of 64 pixels takes at least a bit in the first pass over it, its DC.
    if (std::size_t(decoder.jpeg.output_width) * decoder.jpeg.output_height / 512 > bytes.size() * 4)
        refusePicture(name, "is incomplete; copy or download it again.");
    DecodedPicture picture{
        blankImage(int(decoder.jpeg.output_width), int(decoder.jpeg.output_height), channels, 8), 1, {}};
    if (!readRows(decoder, picture.image.pixels.data(), picture.image.rowBytes())
        || (decoder.ended && decoder.jpeg.progressive_mode))
        refuseDamaged();
    picture.orientation = orientationOf(decoder);
    picture.profile = profileOf(decoder);
    if (channels == 4) {
        // Adobe's programs store ink inverted, and say who they are.
        if (decoder.jpeg.saw_Adobe_marker)
            for (std::byte& ink : picture.image.pixels)
                ink = ~ink;
        picture.image = cmykToRgb(picture.image, picture.profile);
        picture.profile.clear();
    }
    return picture;
}

} // namespace tarn
