#pragma once

#include <QImage>
#include <QString>
#include <vector>

namespace tarn::studio {

/// A look that a few words at the end of the prompt ask for.
struct StylePreset {
    QString title; ///< translated
    QString words; ///< English, as the models read it
    QImage picture; ///< drawn in this style
};

/// In the order of resources/styles/styles.json.
const std::vector<StylePreset>& stylePresets();

/// The preset whose words end the prompt, -1 for none.
int styleOf(const QString& prompt);
/// `prompt` with the words of `preset` at its end in the place of another preset's; -1 takes them away.
QString withStyle(const QString& prompt, int preset);

} // namespace tarn::studio
