#include <protocol/sampler_names.h>

#include <QTest>
#include <set>

class SamplerNamesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesAndTitlesLeadToEachOther_data()
    {
        QTest::addColumn<bool>("samplers");
        QTest::newRow("samplers") << true;
        QTest::newRow("schedules") << false;
    }
    void namesAndTitlesLeadToEachOther()
    {
        QFETCH(bool, samplers);
        const auto table = samplers ? tarn::samplerNames() : tarn::scheduleNames();
        std::set<std::string_view> names;
        std::set<std::string_view> titles;
        for (const auto& [name, title] : table) {
            QCOMPARE(tarn::titleOf(table, name), title);
            QCOMPARE(tarn::nameOf(table, title), name);
            QVERIFY(names.insert(name).second);
            QVERIFY(titles.insert(title).second);
        }
        QVERIFY(!names.empty());
        QVERIFY(tarn::titleOf(table, "").empty());
        QVERIFY(tarn::titleOf(table, "Euler A").empty());
        QVERIFY(tarn::nameOf(table, "euler").empty());
    }
};

QTEST_GUILESS_MAIN(SamplerNamesTest)
#include "tst_sampler_names.moc"
