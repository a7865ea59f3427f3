<?php
// Shows calendars as older Nextcloud and Baikal servers read them: `php in_php.php sabre SINCE UNTIL FILE…`.
// Prints one date a line: number of the file, start in seconds since 1970, title, with tabs between.
error_reporting(E_ERROR);
require '/usr/share/php/Sabre/VObject/autoload.php';
date_default_timezone_set('Europe/Berlin');
$since = new DateTime('@' . ($argv[2] - 2 * 86400));
$until = new DateTime('@' . ($argv[3] + 2 * 86400));
foreach (array_slice($argv, 4) as $number => $file) {
    $calendar = Sabre\VObject\Reader::read(file_get_contents($file));
    $calendar->expand($since, $until);
    foreach ($calendar->VEVENT ?? [] as $event) {
        $title = preg_replace('/\\\\([,;])/', '$1', (string) $event->SUMMARY); // versions before 3 leave them escaped
        echo $number, "\t", $event->DTSTART->getDateTime()->getTimestamp(), "\t", $title, "\n";
    }
}
