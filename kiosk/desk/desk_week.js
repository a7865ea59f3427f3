// The week as a table: one body for each day. The server sends plain words.
import { drags } from "desk_drag";
import { counts, keepsFocus } from "desk_lists";

export default {
  mixins: [keepsFocus, drags],
  props: { heading: String, days: Array, words: Object, icons: Object },
  emits: ["turn", "open", "cancel", "end", "hide", "show", "move"],
  template: `
    <section class="week" aria-labelledby="week-heading">
      <div class="section-head">
        <h2 id="week-heading" ref="heading" tabindex="-1">{{ heading }}</h2>
        <div class="turns" role="group" :aria-label="words.turn">
          <button type="button" class="button" @click="turn(-1)"><span class="icon" v-html="icons.back"></span>{{ words.previous }}</button>
          <button type="button" class="button" @click="turn(0)">{{ words.today }}</button>
          <button type="button" class="button" @click="turn(1)">{{ words.next }}<span class="icon" v-html="icons.forward"></span></button>
        </div>
      </div>
      <nav class="days" :aria-label="words.days">
        <a v-for="day in days" :key="day.key" :href="'#day-' + day.key" :class="{ today: day.today }" @click.prevent="jump(day)">
          {{ day.short }}<span class="count"> {{ day.count }}</span>
        </a>
      </nav>
      <table role="table" :aria-labelledby="'week-heading'">
        <thead role="rowgroup">
          <tr role="row">
            <th v-for="column in words.columns" :key="column" scope="col" role="columnheader">{{ column }}</th>
          </tr>
        </thead>
        <tbody v-for="day in days" :key="day.key" role="rowgroup" :data-day="day.key" :class="{ over: over === day.key }"
               @dragover="hover($event, day.key)" @dragleave="leave(day.key)" @drop="drop($event, day.key)">
          <tr role="row" class="day" :class="{ today: day.today }">
            <th :id="'day-' + day.key" colspan="6" scope="rowgroup" role="rowheader" tabindex="-1">
              {{ day.heading }}<span v-if="day.today" class="tag now">{{ words.now }}</span>
              <small v-for="hint in day.hints" :key="hint" class="known">{{ hint }}</small>
            </th>
          </tr>
          <tr v-if="!day.rows.length" role="row" class="free"><td colspan="6" role="cell">{{ words.nothing }}</td></tr>
          <tr v-for="row in day.rows" :key="row.uid" role="row" class="booking" :class="[row.state, { over: row.over }]" :data-uid="row.uid"
              :draggable="row.can_drag ? 'true' : null" @dragstart="start($event, row.uid)" @dragend="end">
            <td role="cell" class="time">{{ row.times }}<small v-if="row.block">{{ words.block }} {{ row.block }}</small></td>
            <td role="cell" class="what">
              <button v-if="row.open_label" type="button" class="link" :aria-label="row.open_label" @click="tell('open', row)">{{ row.title }}</button>
              <strong v-else>{{ row.title }}</strong>
              <small>{{ row.group }}</small>
              <small v-if="row.note" class="note">{{ row.note }}</small>
            </td>
            <td role="cell" class="room">{{ row.room }}</td>
            <td role="cell" class="state">
              <span class="tag" :class="row.state"><span class="icon" v-html="icons[row.icon]"></span>{{ row.state_word }}</span>
              <span v-if="row.hidden" class="tag quiet">{{ words.hidden }}</span>
              <span v-if="row.listing" class="tag quiet">{{ row.listing }}</span>
            </td>
            <td role="cell" class="seats" :class="{ empty: !row.seats }">{{ row.seats }}</td>
            <td role="cell" class="acts">
              <a v-if="row.href" class="button quiet" :href="row.href" :aria-label="row.see_label">{{ row.see }}</a>
              <a v-if="row.series_href" class="button quiet" :href="row.series_href" :aria-label="row.series_label">{{ words.series }}</a>
              <a v-if="row.waits" class="button quiet" href="#requests-heading" @click.prevent="toRequests">{{ words.decide }}</a>
              <button v-if="row.can_hide && !row.hidden" type="button" class="button quiet" :aria-label="row.hide_label" @click="tell('hide', row)">{{ words.hide }}</button>
              <button v-if="row.can_hide && row.hidden" type="button" class="button quiet" :aria-label="row.show_label" @click="tell('show', row)">{{ words.show }}</button>
              <button v-if="row.can_cancel" type="button" class="button quiet" :aria-label="row.cancel_label" @click="tell('cancel', row)">{{ words.cancel }}</button>
              <button v-if="row.can_end" type="button" class="button quiet" :aria-label="row.end_label" @click="tell('end', row)">{{ words.end }}</button>
            </td>
          </tr>
        </tbody>
      </table>
    </section>`,
  methods: {
    tell(what, row) {
      if (counts()) this.$emit(what, row.uid);
    },
    turn(weeks) {
      if (counts()) this.$emit("turn", weeks);
    },
    jump(day) {
      const heading = document.getElementById("day-" + day.key);
      heading.scrollIntoView();
      heading.focus({ preventScroll: true });
    },
    toRequests() {
      const heading = document.getElementById("requests-heading");
      heading.scrollIntoView();
      heading.focus({ preventScroll: true });
    },
  },
};
