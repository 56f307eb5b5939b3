#include <panels/style_presets.h>

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

/// A static library's resources are only there when they are asked for.
static void loadStyles() { Q_INIT_RESOURCE(styles); }

namespace tarn::studio {
namespace {

// The titles in styles.json, for translators.
[[maybe_unused]] constexpr const char* titles[] = {QT_TRANSLATE_NOOP("StylePreset", "Photograph"),
    QT_TRANSLATE_NOOP("StylePreset", "Oil painting"), QT_TRANSLATE_NOOP("StylePreset", "Watercolour"),
    QT_TRANSLATE_NOOP("StylePreset", "Pencil drawing"), QT_TRANSLATE_NOOP("StylePreset", "Ink drawing"),
    QT_TRANSLATE_NOOP("StylePreset", "Sunrise"), QT_TRANSLATE_NOOP("StylePreset", "Red sunset"),
    QT_TRANSLATE_NOOP("StylePreset", "Moonlight"), QT_TRANSLATE_NOOP("StylePreset", "Autumn"),
    QT_TRANSLATE_NOOP("StylePreset", "Winter"), QT_TRANSLATE_NOOP("StylePreset", "Mist"),
    QT_TRANSLATE_NOOP("StylePreset", "Rain")};

std::vector<StylePreset> readPresets()
{
    loadStyles();
    std::vector<StylePreset> presets;
    QFile file(":/styles/styles.json");
    if (!file.open(QIODevice::ReadOnly))
        return presets;
    for (const QJsonValue& each : QJsonDocument::fromJson(file.readAll()).array())
        presets.push_back({QCoreApplication::translate("StylePreset", each["title"].toString().toUtf8()),
            each["words"].toString(), QImage(":/styles/" + each["name"].toString() + ".png")});
    return presets;
}

} // namespace

const std::vector<StylePreset>& stylePresets()
{
    static const std::vector<StylePreset> presets = readPresets();
    return presets;
}

int styleOf(const QString& prompt)
{
    const auto& presets = stylePresets();
    for (std::size_t i = 0; i < presets.size(); ++i)
        if (prompt.endsWith(", " + presets[i].words) || prompt == presets[i].words)
            return int(i);
    return -1;
}

QString withStyle(const QString& prompt, int preset)
{
    QString plain = prompt;
    if (const int now = styleOf(prompt); now >= 0) {
        plain.chop(stylePresets()[std::size_t(now)].words.size());
        if (plain.endsWith(", "))
            plain.chop(2);
    }
    if (preset < 0)
        return plain;
    const QString& words = stylePresets()[std::size_t(preset)].words;
    return plain.isEmpty() ? words : plain + ", " + words;
}

} // namespace tarn::studio
