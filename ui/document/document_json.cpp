#include "document_json.h"

#include <base/error.h>
#include <protocol/starter_family.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace tarn::studio {
namespace {

constexpr int currentFormat = 1;

QString requestText(const GenerateRequest& request) { return QString::fromStdString(toJson(request)); }

std::optional<GenerateRequest> readRequest(const QJsonValue& value)
{
    try {
        if (value.isString())
            return requestFromJson(value.toString().toStdString());
    } catch (const StudioError&) { // of another version, or edited by hand: the pixels are worth more
    }
    return {};
}

QJsonArray numbers(const QRect& rect) { return {rect.x(), rect.y(), rect.width(), rect.height()}; }

/// Null where it is none that a picture can have.
QRect readRect(const QJsonValue& value)
{
    constexpr int farthest = 32768, largest = 16384;
    const QJsonArray array = value.toArray();
    const QRect rect(array.at(0).toInt(), array.at(1).toInt(), array.at(2).toInt(), array.at(3).toInt());
    const bool good = rect.width() >= 1 && rect.height() >= 1 && rect.width() <= largest
        && rect.height() <= largest && std::abs(rect.x()) <= farthest && std::abs(rect.y()) <= farthest;
    return good ? rect : QRect();
}

QJsonObject guideObject(const Layer& guide)
{
    return {{"visible", guide.visible}, {"opacity", guide.opacity}, {"locked", guide.locked}};
}

void readGuide(DocumentState& state, const QJsonObject& all, const QString& key, std::optional<Layer>& guide)
{
    if (!guide)
        return;
    const QJsonObject object = all[key].toObject();
    guide->visible = object["visible"].toBool();
    guide->opacity = std::clamp(object["opacity"].toDouble(1), 0.0, 1.0);
    guide->locked = object["locked"].toBool();
    if (all["active"].toString() == key)
        state.active = guide->id;
}

std::optional<DrawnBy> readDrawn(const QJsonObject& object, const std::function<QImage(const QString&)>& readMask)
{
    const auto request = readRequest(object["request"]);
    if (!request)
        return {};
    DrawnBy drawn;
    drawn.request = *request;
    drawn.frame = readRect(object["frame"]);
    drawn.mode = object["mode"].toString();
    drawn.fromSketch = object["fromSketch"].toBool();
    if (const QString entry = object["mask"].toString(); !entry.isEmpty())
        drawn.mask.replace(readRect(object["maskArea"]).topLeft(), readMask(entry));
    return drawn;
}

} // namespace

QByteArray documentJson(const DocumentState& state)
{
    QJsonObject layers;
    for (const Layer& layer : state.layers) {
        QJsonObject object{{"id", layer.id}};
        if (layer.drawn) {
            object["request"] = requestText(layer.drawn->request);
            object["mode"] = layer.drawn->mode;
            object["fromSketch"] = layer.drawn->fromSketch;
            if (!layer.drawn->frame.isNull())
                object["frame"] = numbers(layer.drawn->frame);
            if (const QRect area = layer.drawn->mask.bounds(); !area.isEmpty()) {
                object["mask"] = drawnMaskEntry(layer);
                object["maskArea"] = numbers(area);
            }
        }
        layers[layerEntry(layer)] = object;
    }
    const Draft& draft = state.draft;
    QJsonObject all{{"format", currentFormat}, {"frame", numbers(state.frame)},
        {"draft",
            QJsonObject{{"request", requestText(draft.request)}, {"seedLocked", draft.seedLocked},
                {"batch", draft.batch}, {"mode", draft.mode}, {"sketchNet", draft.sketchNet}}},
        {"layers", layers}};
    for (const auto& [key, guide] : {std::pair("sketch", &state.sketch), std::pair("depth", &state.depth)})
        if (*guide) {
            all[key] = guideObject(**guide);
            if ((*guide)->id == state.active)
                all["active"] = key;
        }
    return QJsonDocument(all).toJson();
}

void applyDocumentJson(DocumentState& state, const QByteArray& json, const QHash<int, QString>& entries,
    const std::function<QImage(const QString&)>& readMask)
{
    const QJsonObject all = QJsonDocument::fromJson(json).object();
    if (all["format"].toInt() > currentFormat)
        throw StudioError("is of a newer version of Tarn; open it with that");
    const QRect frame = readRect(all["frame"]);
    const QRect possible = state.area().adjusted(-16384, -16384, 16384, 16384);
    if (frame.width() >= 16 && frame.height() >= 16 && possible.contains(frame))
        state.frame = frame;
    const QJsonObject draft = all["draft"].toObject();
    if (const auto request = readRequest(draft["request"]))
        state.draft.request = *request;
    state.draft.request.model = withoutStarter(state.draft.request.model);
    state.draft.seedLocked = draft["seedLocked"].toBool();
    state.draft.batch = std::clamp(draft["batch"].toInt(1), 1, 16);
    state.draft.mode = draft["mode"].toString(QStringLiteral("auto"));
    state.draft.sketchNet = draft["sketchNet"].toString();
    const QJsonObject layers = all["layers"].toObject();
    for (Layer& layer : state.layers)
        if (const auto entry = layers.constFind(entries.value(layer.id)); entry != layers.constEnd())
            layer.drawn = readDrawn(entry->toObject(), readMask);
    readGuide(state, all, "sketch", state.sketch);
    readGuide(state, all, "depth", state.depth);
}

} // namespace tarn::studio
