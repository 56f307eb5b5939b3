#include "picture_case.h"

namespace {

/// diffusers' names for the samplers of `cases`.
const test::CaseSamplers cases{{"inpaint-9ch", "ddim"}, {"inpaint-9ch-euler", "euler"}, {"inpaint-4ch", "ddim"},
    {"inpaint-4ch-full", "ddim"}, {"inpaint-4ch-own", "pndm"}, {"inpaint-4ch-ddpm", "ddpm"},
    {"inpaint-4ch-euler", "euler"}, {"inpaint-4ch-euler-a", "euler_ancestral"}, {"inpaint-4ch-heun", "heun"},
    {"inpaint-4ch-dpm++2m", "dpmpp_2m"}, {"inpaint-4ch-unipc", "unipc"}, {"inpaint-4ch-v", "ddim"}};

/// The names of the cases that a run has: all where it is the first.
QStringList casesIn(const test::ReferenceRun& run)
{
    if (run.seed != 0)
        return {"inpaint-9ch", "inpaint-4ch", "inpaint-4ch-euler-a", "inpaint-4ch-dpm++2m"};
    QStringList all;
    for (const auto& [name, sampler] : cases)
        all.push_back(name);
    return all;
}

} // namespace

/// Drawing anew under a mask, as diffusers does it.
class TestInpainting : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::map<int, QString> m_cases; // folders by seed

private Q_SLOTS:
    void initTestCase()
    {
        for (test::ReferenceRun run : test::referenceRuns()) {
            run.more = QStringList{"--pipelines"} + casesIn(run);
            m_cases[run.seed] = test::casesOf("reference_cases.py", run);
        }
    }

    void everyStepIsWhatDiffusersGives_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<QString>("name");
        for (const test::ReferenceRun& run : test::referenceRuns())
            for (const QString& name : casesIn(run))
                QTest::addRow("%s, seed %d", qPrintable(name), run.seed) << run.seed << name;
    }
    void everyStepIsWhatDiffusersGives()
    {
        QFETCH(int, seed);
        QFETCH(QString, name);
        test::compareWithReference(m_folder, test::tinyModels(seed), m_cases.at(seed), name, cases.at(name),
            {"--area", "whole", "--grow", "0", "--feather", "0"});
    }
};

QTEST_GUILESS_MAIN(TestInpainting)
#include "tst_inpainting.moc"
