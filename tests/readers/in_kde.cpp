// Shows calendars as KOrganizer and Merkuro read them: `in_kde kcalendarcore SINCE UNTIL FILE…`.
// Prints one date a line: number of the file, start in seconds since 1970, title, with tabs between.
#include <KCalendarCore/ICalFormat>
#include <KCalendarCore/MemoryCalendar>
#include <KCalendarCore/OccurrenceIterator>
#include <QCoreApplication>
#include <QFile>
#include <QTextStream>
#include <QTimeZone>

int main(int count, char **words)
{
    QCoreApplication app(count, words);
    const QTimeZone zone("Europe/Berlin");
    const auto since = QDateTime::fromSecsSinceEpoch(atoll(words[2]), zone).addDays(-2);
    const auto until = QDateTime::fromSecsSinceEpoch(atoll(words[3]), zone).addDays(2);
    QTextStream out(stdout);
    out.setCodec("UTF-8");
    for (int number = 4; number < count; ++number) {
        QFile file(words[number]);
        KCalendarCore::MemoryCalendar::Ptr calendar(new KCalendarCore::MemoryCalendar(zone));
        if (!file.open(QIODevice::ReadOnly) || !KCalendarCore::ICalFormat().fromRawString(calendar, file.readAll()))
            return 3;
        KCalendarCore::OccurrenceIterator dates(*calendar, since, until);
        while (dates.hasNext()) {
            dates.next();
            out << number - 4 << "\t" << dates.occurrenceStartDate().toSecsSinceEpoch() << "\t"
                << dates.incidence()->summary() << "\n";
        }
    }
    return 0;
}
