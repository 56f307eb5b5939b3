#pragma once

#include <document/drawing.h>
#include <protocol/job.h>

#include <QObject>
#include <memory>

namespace tarn::studio {

/// A picture that waits over the canvas to be accepted or discarded; at first one that is being drawn.
struct Candidate {
    JobId job;
    Drawing drawing;
    QImage picture; ///< the latest preview of any size, or the result in the frame's size; null before the first
    bool finished = false;
    bool paused = false; ///< the layer that stands in for it is painted on
    bool live = false; ///< gives way to the next drawing of the same frame
    QImage raw; ///< of a live one: the result as it came
    int step = 0, steps = 0;
};

/// The candidates of the present drawing, one of which is shown.
class Candidates : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    int count() const { return int(m_all.size()); }
    int index() const { return m_index; } ///< from 0
    const Candidate& at(int index) const { return m_all.at(std::size_t(index)); }
    /// Null when there is none.
    const Candidate* current() const { return m_all.empty() ? nullptr : &m_all[std::size_t(m_index)]; }
    bool anyRunning() const;

    void add(const JobId& job, const Drawing& drawing);
    void setProgress(const JobId& job, int step, int steps);
    void setPreview(const JobId& job, const QImage& picture);
    void setResult(const JobId& job, const QImage& fitted);
    void setPaused(const JobId& job, bool paused);
    /// In the place of all others.
    void showOnly(const Candidate& candidate);
    void remove(const JobId& job);
    void clear();
    /// Of another document, while that is not seen; they go on.
    struct Shelved {
        std::vector<Candidate> all;
        int index = 0;
    };
    /// Changes places with those of another document.
    void exchange(const std::shared_ptr<Shelved>& other);
    /// Also among those of other documents; null when there is none.
    const Candidate* find(const JobId& job) const { return const_cast<Candidates*>(this)->find(job); }
    /// To the next or previous one, around the ends.
    void step(int by);

Q_SIGNALS:
    void changed(); ///< their number, the one shown, or how far it is
    void pictureChanged(); ///< of the one shown

private:
    Candidate* find(const JobId& job);

    std::vector<Candidate> m_all;
    std::vector<std::weak_ptr<Shelved>> m_away;
    int m_index = 0;
};

} // namespace tarn::studio
