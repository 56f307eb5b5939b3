#pragma once

#include <protocol/job.h>

#include <QImage>

namespace tarn::studio {

/// The picture of a preview, enlarged bicubically where it is of a latent's size, so that it is soft and not
/// blocky. Null for bytes of no use.
QImage previewPicture(const Media& media, const std::vector<std::byte>& bytes);

} // namespace tarn::studio
