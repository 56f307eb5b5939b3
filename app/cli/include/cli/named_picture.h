#pragma once

#include <fetch/fetch.h>
#include <image/image.h>
#include <protocol/blob_reference.h>

#include <stop_token>
#include <string>

namespace tarn {

/// A picture that the user named, and what a request calls it.
struct NamedPicture {
    BlobReference reference;
    Image image;
};

/// Reads `name`: a file, or an https address that `fetcher` brings. Throws StudioError naming it, and Cancelled.
NamedPicture readNamedPicture(
    const std::string& name, const std::stop_token& stop, const PictureFetcher& fetcher = {});

} // namespace tarn
