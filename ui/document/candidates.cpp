#include <document/candidates.h>

#include <algorithm>

namespace tarn::studio {

Candidate* Candidates::find(const JobId& job)
{
    const auto found = std::ranges::find(m_all, job, &Candidate::job);
    if (found != m_all.end())
        return &*found;
    for (const std::weak_ptr<Shelved>& each : m_away)
        if (const std::shared_ptr<Shelved> away = each.lock())
            if (const auto there = std::ranges::find(away->all, job, &Candidate::job); there != away->all.end())
                return &*there;
    return nullptr;
}

void Candidates::exchange(const std::shared_ptr<Shelved>& other)
{
    std::erase_if(
        m_away, [&](const std::weak_ptr<Shelved>& each) { return each.expired() || each.lock() == other; });
    m_away.push_back(other);
    std::swap(m_all, other->all);
    std::swap(m_index, other->index);
    Q_EMIT pictureChanged();
    Q_EMIT changed();
}

bool Candidates::anyRunning() const { return !std::ranges::all_of(m_all, &Candidate::finished); }

void Candidates::add(const JobId& job, const Drawing& drawing)
{
    Candidate candidate;
    candidate.job = job;
    candidate.drawing = drawing;
    candidate.drawing.files.clear(); // the client has them
    m_all.push_back(std::move(candidate));
    Q_EMIT changed();
}

void Candidates::setProgress(const JobId& job, int step, int steps)
{
    if (Candidate* candidate = find(job)) {
        candidate->step = step;
        candidate->steps = steps;
        Q_EMIT changed();
    }
}

void Candidates::setPreview(const JobId& job, const QImage& picture)
{
    Candidate* candidate = find(job);
    if (!candidate || candidate->finished)
        return;
    candidate->picture = picture;
    if (candidate == current())
        Q_EMIT pictureChanged();
}

void Candidates::setResult(const JobId& job, const QImage& fitted)
{
    Candidate* candidate = find(job);
    if (!candidate)
        return;
    candidate->picture = fitted;
    candidate->finished = true;
    if (candidate == current())
        Q_EMIT pictureChanged();
    Q_EMIT changed();
}

void Candidates::setPaused(const JobId& job, bool paused)
{
    if (Candidate* candidate = find(job)) {
        candidate->paused = paused;
        Q_EMIT changed();
    }
}

void Candidates::showOnly(const Candidate& candidate)
{
    m_all = {candidate};
    m_index = 0;
    Q_EMIT pictureChanged();
    Q_EMIT changed();
}

void Candidates::remove(const JobId& job)
{
    const auto found = std::ranges::find(m_all, job, &Candidate::job);
    if (found == m_all.end()) {
        for (const std::weak_ptr<Shelved>& each : m_away)
            if (const std::shared_ptr<Shelved> away = each.lock()) {
                std::erase_if(away->all, [&](const Candidate& candidate) { return candidate.job == job; });
                away->index = std::clamp(away->index, 0, std::max(0, int(away->all.size()) - 1));
            }
        return;
    }
    const int place = int(found - m_all.begin());
    m_all.erase(found);
    if (m_index > place || m_index >= count())
        m_index = std::max(0, m_index - 1);
    Q_EMIT pictureChanged();
    Q_EMIT changed();
}

void Candidates::clear()
{
    m_all.clear();
    m_index = 0;
    Q_EMIT pictureChanged();
    Q_EMIT changed();
}

void Candidates::step(int by)
{
    if (count() < 2)
        return;
    m_index = (m_index + by % count() + count()) % count();
    Q_EMIT pictureChanged();
    Q_EMIT changed();
}

} // namespace tarn::studio
