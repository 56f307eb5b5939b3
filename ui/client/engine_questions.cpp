#include <client/engine_client.h>

namespace tarn::studio {
namespace {

QImage maskOf(RemoteEngine& engine, const Media& media)
{
    const Blob bytes = engine.fetch(media.blob);
    if (media.format != "grey8" || media.width < 1 || media.height < 1
        || bytes->size() != std::size_t(media.width) * std::size_t(media.height))
        return {};
    QImage mask(media.width, media.height, QImage::Format_Alpha8);
    for (int y = 0; y < mask.height(); ++y)
        std::memcpy(mask.scanLine(y), bytes->data() + std::size_t(y) * std::size_t(mask.width()),
            std::size_t(mask.width()));
    return mask;
}

} // namespace

void EngineClient::pause(const JobId& job)
{
    if (m_engine && m_open.contains(job))
        m_engine->pause(job);
}

void EngineClient::resume(const JobId& job)
{
    if (m_engine && m_open.contains(job))
        m_engine->resume(job);
}

void EngineClient::resumeWith(const JobId& job, std::vector<std::byte> png)
{
    if (!m_engine || !m_open.contains(job))
        return;
    const Blob picture = std::make_shared<const std::vector<std::byte>>(std::move(png));
    m_open[job].files.push_back(picture); // the engine asks for it in its own time
    const BlobReference reference = referenceTo(*picture);
    m_engine->blobs().add(reference, picture);
    m_engine->replaceLatent(job, reference);
    m_engine->resume(job);
}

template <class Answer>
void EngineClient::ask(std::function<Answer(RemoteEngine&)> question, std::function<void(const Answer&)> then)
{
    if (!m_engine)
        return;
    QMetaObject::invokeMethod(m_worker, [this, engine = m_engine, life = m_life, question, then] {
        std::optional<Answer> answer;
        try {
            answer = question(*engine);
        } catch (const StudioError&) { // its end is told apart; a refusal is an empty answer
        }
        QMetaObject::invokeMethod(
            this,
            [this, life, answer, then] {
                if (life == m_life)
                    then(answer.value_or(Answer()));
            },
            Qt::QueuedConnection);
    });
}

void EngineClient::askDetails(const GenerateRequest& request, std::vector<std::vector<std::byte>> files,
    std::function<void(const DetailedPlan&)> then)
{
    std::vector<Blob> held;
    for (std::vector<std::byte>& file : files)
        held.push_back(std::make_shared<const std::vector<std::byte>>(std::move(file)));
    ask<DetailedPlan>(
        [request, held](RemoteEngine& engine) {
            for (const Blob& file : held)
                engine.blobs().add(referenceTo(*file), file);
            DetailedPlan details;
            details.report = engine.plan(request);
            if (const auto& masks = details.report.masks) {
                details.selection = maskOf(engine, masks->selection);
                details.denoise = maskOf(engine, masks->denoise);
                details.paste = maskOf(engine, masks->paste);
            }
            return details;
        },
        std::move(then));
}

void EngineClient::askDecoded(const JobId& job, int step, std::function<void(const QImage&)> then)
{
    ask<QImage>(
        [job, step](RemoteEngine& engine) {
            const Media media = engine.decode(job, step);
            const Blob png = engine.blobs().find(media.blob.sha256);
            QImage picture;
            if (png)
                picture.loadFromData(reinterpret_cast<const uchar*>(png->data()), int(png->size()), "PNG");
            return picture;
        },
        std::move(then));
}

} // namespace tarn::studio
