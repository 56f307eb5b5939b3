#include <base/error.h>
#include <prompt/prompt.h>

#include <QTest>
#include <cmath>

using tarn::ParsedPrompt;
using tarn::parsePrompt;
using tarn::PromptPiece;
using tarn::PromptProblem;
using Pieces = std::vector<PromptPiece>;
using Spans = std::vector<std::pair<std::size_t, std::size_t>>;

namespace {

const PromptPiece windowBreak{.text = {}, .isBreak = true};

Spans spansOf(const ParsedPrompt& parsed)
{
    Spans spans;
    for (const PromptProblem& problem : parsed.problems)
        spans.emplace_back(problem.offset, problem.length);
    return spans;
}

QByteArray described(const Pieces& pieces)
{
    QByteArray text;
    for (const PromptPiece& piece : pieces)
        text += piece.isBreak
            ? QByteArray("[BREAK]")
            : '[' + QByteArray::fromStdString(piece.text) + '|' + QByteArray::number(piece.weight, 'g', 9) + ']';
    return text;
}

std::string repeated(std::string_view text, std::size_t count)
{
    std::string all;
    for (std::size_t i = 0; i < count; ++i)
        all += text;
    return all;
}

} // namespace

class PromptTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bracketsWeighText_data()
    {
        QTest::addColumn<QByteArray>("prompt");
        QTest::addColumn<Pieces>("pieces");
        const auto row = [](const char* prompt, const Pieces& pieces) {
            QTest::newRow(prompt) << QByteArray(prompt) << pieces;
        };
        // The examples in A1111's parse_prompt_attention.
        row("normal text", {{"normal text", 1}});
        row("an (important) word", {{"an ", 1}, {"important", 1.1f}, {" word", 1}});
        row("(unbalanced", {{"unbalanced", 1.1f}});
        row("\\(literal\\]", {{"(literal]", 1}});
        row("(unnecessary)(parens)", {{"unnecessaryparens", 1.1f}});
        row("a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
            {{"a ", 1}, {"house", 1.573f}, {" ", 1.1f}, {"on", 1}, {" a ", 1.1f}, {"hill", 0.55f},
                {", sun, ", 1.1f}, {"sky", 1.4641f}, {".", 1.1f}});
        // What its pattern and its loop make of the rest.
        row("", {{"", 1}});
        row("()", {{"", 1}});
        row(":-)", {{":-)", 1}});
        row("a (b", {{"a ", 1}, {"b", 1.1f}});
        row("(:1.5)", {{"", 1}});
        row("[x]", {{"x", float(1 / 1.1)}});
        row("[[x", {{"x", float(1 / 1.1 / 1.1)}});
        row("x]", {{"x]", 1}});
        row("(x:1.5", {{"x:1.5", 1.1f}});
        row("x:1.5)", {{"x:1.5)", 1}});
        row("(x: +1.5 )", {{"x", 1.5f}});
        row("(x:-.5)", {{"x", -0.5f}});
        row("(x:2.)", {{"x", 2}});
        row("(x:0)", {{"x", 0}});
        row("(a:b:1.5)", {{"a:b", 1.5f}});
        row("(x:1.5 y)", {{"x:1.5 y", 1.1f}});
        row("(x:１.５)", {{"x", 1.5f}});
        row("[x:1.5]", {{"x:1.5", float(1 / 1.1)}});
        row("([x:2)]y", {{"x", float(2 / 1.1)}, {"y", 1}});
        row("(a [b) c]", {{"a ", 1.1f}, {"b", 1}, {" c", float(1 / 1.1)}});
        row("(a:1.1)(b)", {{"ab", 1.1f}});
        row("\\\\(x)", {{"\\", 1}, {"x", 1.1f}});
        row("a\\b", {{"ab", 1}});
        row("a\\", {{"a", 1}});
        row("(\\))", {{")", 1.1f}});
    }
    void bracketsWeighText()
    {
        QFETCH(QByteArray, prompt);
        QFETCH(Pieces, pieces);
        const Pieces parsed = parsePrompt(prompt.toStdString()).pieces;
        QVERIFY2(parsed == pieces, described(parsed));
    }

    void breakIsAWordOfItsOwn_data()
    {
        QTest::addColumn<QByteArray>("prompt");
        QTest::addColumn<Pieces>("pieces");
        const auto row = [](const char* prompt, const Pieces& pieces) {
            QTest::newRow(prompt) << QByteArray(prompt) << pieces;
        };
        row("a BREAK b", {{"a", 1}, windowBreak, {"b", 1}});
        row("BREAK", {windowBreak});
        row("a \n BREAK\u3000b", {{"a", 1}, windowBreak, {"b", 1}});
        row("a BREAK BREAK b", {{"a", 1}, windowBreak, windowBreak, {"b", 1}});
        row("a,BREAK,b", {{"a,", 1}, windowBreak, {",b", 1}});
        row("a:BREAK", {{"a:", 1}, windowBreak});
        row("(a BREAK b)", {{"a", 1.1f}, windowBreak, {"b", 1.1f}});
        row("(a)BREAK[b]", {{"a", 1.1f}, windowBreak, {"b", float(1 / 1.1)}});
        row("aBREAK", {{"aBREAK", 1}});
        row("BREAKS", {{"BREAKS", 1}});
        row("_BREAK BREAK2 éBREAK", {{"_BREAK BREAK2 éBREAK", 1}});
        row("break", {{"break", 1}});
        row("aBREAK BREAK", {{"aBREAK", 1}, windowBreak});
    }
    void breakIsAWordOfItsOwn()
    {
        QFETCH(QByteArray, prompt);
        QFETCH(Pieces, pieces);
        const Pieces parsed = parsePrompt(prompt.toStdString()).pieces;
        QVERIFY2(parsed == pieces, described(parsed));
    }

    void aPromptWithoutSyntaxIsOnePieceAsItIs_data()
    {
        QTest::addColumn<QByteArray>("prompt");
        QTest::newRow("spaces and colons") << QByteArray("  a:  b, c: 1.5 ::\n");
        QTest::newRow("NUL") << QByteArray("a\0b\0", 4);
        QTest::newRow("no UTF-8") << QByteArray("\xFF:\xC3 \x80");
        QTest::newRow("emoji") << QByteArray("👩‍👩‍👧 <|endoftext|> &amp;");
        QTest::newRow("the longest") << QByteArray(tarn::promptLimit, ':');
    }
    void aPromptWithoutSyntaxIsOnePieceAsItIs()
    {
        QFETCH(QByteArray, prompt);
        const ParsedPrompt parsed = parsePrompt(prompt.toStdString());
        QVERIFY(parsed.pieces == (Pieces{{prompt.toStdString(), 1}}));
        QVERIFY(parsed.problems.empty());
    }

    void whatIsWrongIsPointedAt_data()
    {
        QTest::addColumn<QByteArray>("prompt");
        QTest::addColumn<Spans>("spans");
        const auto row = [](const char* prompt, const Spans& spans) {
            QTest::newRow(prompt) << QByteArray(prompt) << spans;
        };
        row("(fine) [too] \\( (x:1.2)", {});
        row("é (b", {{3, 1}});
        row("a) b]", {{1, 1}, {4, 1}});
        row("[(a", {{0, 1}, {1, 1}});
        row("x :1.5)", {{2, 5}});
        row("(x:1.2.3)", {{2, 7}});
        row("(x:.)", {{2, 3}});
        row("(x:1000)", {{2, 6}});
        row("(a ) b) (", {{6, 1}, {8, 1}});
    }
    void whatIsWrongIsPointedAt()
    {
        QFETCH(QByteArray, prompt);
        QFETCH(Spans, spans);
        const ParsedPrompt parsed = parsePrompt(prompt.toStdString());
        QVERIFY(spansOf(parsed) == spans);
        for (const PromptProblem& problem : parsed.problems)
            QVERIFY2(problem.message.ends_with('.'), problem.message.c_str());
    }

    void weightsStayFinite_data()
    {
        QTest::addColumn<QByteArray>("prompt");
        QTest::addColumn<float>("weight");
        QTest::newRow("large") << QByteArray("(x:1000)") << 100.f;
        QTest::newRow("very large") << QByteArray("(x:-" + QByteArray(400, '9') + ")") << -100.f;
        QTest::newRow("very small") << QByteArray("(x:0." + QByteArray(400, '0') + "1)") << 0.f;
        QTest::newRow("product") << QByteArray(QByteArray(90, '(') + "x" + QByteArray(":100)").repeated(90))
                                 << 100.f;
        QTest::newRow("product that returns") << QByteArray("((x:100):0.01)") << 1.f;
        QTest::newRow("no number") << QByteArray("(x:1.2.3)") << 1.f;
    }
    void weightsStayFinite()
    {
        QFETCH(QByteArray, prompt);
        QFETCH(float, weight);
        const Pieces pieces = parsePrompt(prompt.toStdString()).pieces;
        QCOMPARE(pieces.size(), std::size_t(1));
        QCOMPARE(pieces[0].weight, weight);
    }

    void nestingIsBoundedAndReported()
    {
        const auto nested = [](std::size_t depth) {
            return parsePrompt(repeated("[", depth) + "x" + repeated("]", depth));
        };
        QCOMPARE(nested(tarn::promptDepthLimit).problems.size(), std::size_t(0));
        QVERIFY(spansOf(nested(tarn::promptDepthLimit + 50)) == (Spans{{tarn::promptDepthLimit, 1}}));
        QCOMPARE(
            nested(tarn::promptDepthLimit + 50).pieces[0].weight, nested(tarn::promptDepthLimit).pieces[0].weight);
        QCOMPARE(parsePrompt(repeated("(", tarn::promptLimit)).problems.size(), tarn::promptProblemLimit);
    }

    void aPromptThatIsTooLongIsRefused()
    {
        QVERIFY_THROWS_EXCEPTION(tarn::UsageError, parsePrompt(std::string(tarn::promptLimit + 1, 'a')));
    }
};

QTEST_GUILESS_MAIN(PromptTest)
#include "tst_prompt.moc"
