// A month as a table: one row for each week. The server sends plain words.
import { drags } from "desk_drag";
import { counts, keepsFocus } from "desk_lists";

export default {
  mixins: [keepsFocus, drags],
  props: { heading: String, weeks: Array, words: Object, icons: Object },
  emits: ["turn", "move"],
  template: `
    <section class="month" aria-labelledby="month-heading">
      <div class="section-head">
        <h2 id="month-heading" ref="heading" tabindex="-1">{{ heading }}</h2>
        <div class="turns" role="group" :aria-label="words.turn">
          <button type="button" class="button" @click="turn(-1)"><span class="icon" v-html="icons.back"></span>{{ words.previous }}</button>
          <button type="button" class="button" @click="turn(0)">{{ words.today }}</button>
          <button type="button" class="button" @click="turn(1)">{{ words.next }}<span class="icon" v-html="icons.forward"></span></button>
        </div>
      </div>
      <table role="table" aria-labelledby="month-heading">
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">{{ words.week }}</th>
            <th v-for="day in (weeks[0] || { days: [] }).days" :key="day.name" scope="col" role="columnheader">{{ day.name }}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <tr v-for="week in weeks" :key="week.key" role="row">
            <th scope="row" role="rowheader"><a class="way" :href="week.href">{{ week.number }}</a></th>
            <td v-for="day in week.days" :key="day.key" role="cell" :data-day="day.key"
                :class="{ today: day.today, other: !day.within, empty: !day.rows.length, over: over === day.key }"
                @dragover="hover($event, day.key)" @dragleave="leave(day.key)" @drop="drop($event, day.key)">
              <a class="number" :href="day.href" :aria-label="day.label"><span class="name">{{ day.name }} </span>{{ day.number }}</a>
              <small v-for="hint in day.hints" :key="hint" class="known">{{ hint }}</small>
              <ul>
                <li v-for="row in day.rows" :key="row.uid" :class="[row.state, { over: row.over }]" :data-uid="row.uid"
                    :draggable="row.can_drag ? 'true' : null" @dragstart="start($event, row.uid)" @dragend="end">
                  <a v-if="row.href" :href="row.href" draggable="false" :aria-label="row.see_label"><time>{{ row.begins }}</time> {{ row.title }}</a>
                  <span v-else><time>{{ row.begins }}</time> {{ row.title }}</span>
                  <span v-if="row.state !== 'confirmed'" class="tag" :class="row.state">{{ row.state_word }}</span>
                </li>
              </ul>
            </td>
          </tr>
        </tbody>
      </table>
    </section>`,
  methods: {
    turn(months) {
      if (counts()) this.$emit("turn", months);
    },
  },
};
