# Shows calendars as older web calendars read them: `perl in_perl.pl iCal::Parser SINCE UNTIL FILE…`.
# Prints one date a line: number of the file, start in seconds since 1970, title, with tabs between.
use strict;
use DateTime;
use iCal::Parser;
binmode STDOUT, ':utf8';
$SIG{__WARN__} = sub { };

my ($library, $since, $until, @files) = @ARGV;
my $first = DateTime->from_epoch(epoch => $since - 2 * 86400, time_zone => 'Europe/Berlin');
my $last = DateTime->from_epoch(epoch => $until + 2 * 86400, time_zone => 'Europe/Berlin');
for my $number (0 .. $#files) {
    my $parser = iCal::Parser->new(start => $first, end => $last, tz => 'Europe/Berlin', no_todos => 1);
    my $years = $parser->parse($files[$number])->{events};
    my %seen;
    for my $months (values %$years) {
        for my $days (values %$months) {
            for my $events (values %$days) {
                for my $event (values %$events) {
                    my $title = $event->{SUMMARY};
                    utf8::decode($title) unless utf8::is_utf8($title);
                    $title =~ s/\\([,;])/$1/g;    # it leaves them escaped
                    $title =~ s{\s+$}{};
                    my $start = $event->{DTSTART}->clone;
                    $start->set_time_zone('Europe/Berlin') if $start->time_zone->is_floating;
                    my $line = join "\t", $number, $start->epoch, $title;
                    print "$line\n" unless $seen{"$event->{UID} $line"}++;
                }
            }
        }
    }
}
