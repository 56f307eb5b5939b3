#pragma once

#include <client/engine_client.h>
#include <document/candidates.h>

#include <QTimer>
#include <QWidget>
#include <deque>
#include <map>

class QLabel;
class QPushButton;

namespace tarn::studio {

class FilmStrip;

/// What every step of the shown candidate predicted, as a film strip with its noise levels. One of them can be
/// looked at on the canvas, compared with another, and branched from.
class StepsPanel : public QWidget {
    Q_OBJECT

public:
    StepsPanel(Candidates* candidates, EngineClient* client, QWidget* parent = nullptr);

    /// A run begins; `request` tells its noise levels.
    void begin(const JobId& job, const GenerateRequest& request);
    void add(const JobId& job, int step, const QImage& picture);
    void step(int by); ///< to a neighbouring step
    void branch(); ///< from the step that is looked at
    void compare(); ///< that step with the marked one, else with the last
    const FilmStrip* film() const { return m_film; }
    FilmStrip* film() { return m_film; }
    JobId shown() const { return m_shown; }

Q_SIGNALS:
    void picked(const QImage& picture); ///< null: the result again
    void branchWanted(const JobId& job, int step);
    void compareWanted(const QImage& left, const QString& leftName, const QImage& right, const QString& rightName);

private:
    struct Run {
        std::vector<QImage> pictures; ///< previews, then what the engine decoded
        std::vector<double> sigmas;
        int steps = 0; ///< in all; 0: not known
    };

    void takeCandidate();
    void takeProgress(const JobId& job, const JobProgress& progress);
    void showStep(int step);
    void askDecoded();
    void refresh();
    Run* run();
    std::vector<double> sigmasOf(const Run& run) const;

    static constexpr std::size_t jobsKept = 24;
    Candidates* m_candidates;
    EngineClient* m_client;
    FilmStrip* m_film;
    QLabel* m_empty;
    QLabel* m_place;
    QPushButton* m_branch;
    QPushButton* m_compare;
    QWidget* m_side;
    QTimer m_settled; ///< a step that is looked at for so long is worth decoding
    JobId m_shown;
    std::map<JobId, Run> m_runs;
    std::deque<JobId> m_order;
};

} // namespace tarn::studio
