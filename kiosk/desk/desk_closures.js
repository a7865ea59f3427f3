// When the house is closed, and what is still to be decided about it. The server sends plain words.
import { counts, keepsFocus } from "desk_lists";

const Decisions = {
  props: { rows: Array, words: Object },
  emits: ["keep", "cancel"],
  template: `
    <div v-if="rows.length" class="check stop open">
      <p><span class="icon" v-html="words.icon"></span>{{ words.open }}</p>
      <ul>
        <li v-for="row in rows" :key="row.key">
          <span>{{ row.what }}</span>
          <span class="actions">
            <button type="button" class="button" :aria-label="row.keep_label" @click="$emit('keep', row.key)">{{ words.keep }}</button>
            <button type="button" class="button" :aria-label="row.cancel_label" @click="$emit('cancel', row.key)">{{ words.cancel }}</button>
          </span>
        </li>
      </ul>
    </div>`,
};

export default {
  mixins: [keepsFocus],
  components: { Decisions },
  props: { heading: String, rows: Array, holidays: Array, words: Object, icons: Object },
  emits: ["change", "remove", "keep", "cancel", "open", "close"],
  computed: {
    asked() {
      return { ...this.words.asked, icon: this.icons.warning };
    },
  },
  template: `
    <section class="closures" aria-labelledby="closures-heading">
      <h2 id="closures-heading" ref="heading" tabindex="-1">{{ heading }}</h2>
      <p v-if="!rows.length" class="nothing">{{ words.nothing }}</p>
      <table v-else role="table" aria-labelledby="closures-heading">
        <thead role="rowgroup">
          <tr role="row"><th v-for="column in words.columns" :key="column" scope="col" role="columnheader">{{ column }}</th></tr>
        </thead>
        <tbody role="rowgroup">
          <tr v-for="row in rows" :key="row.slug" role="row" :data-slug="row.slug">
            <th scope="row" role="rowheader">{{ row.days }}</th>
            <td role="cell">{{ row.rooms }}</td>
            <td role="cell" class="what">
              {{ row.text }}<small v-if="row.reason">{{ row.reason }}</small>
              <decisions :rows="row.open" :words="asked" @keep="tell('keep', $event)" @cancel="tell('cancel', $event)" />
            </td>
            <td role="cell" class="acts">
              <button type="button" class="button" :aria-label="row.change_label" @click="tell('change', row.slug)">{{ words.change }}</button>
              <button type="button" class="button quiet" :aria-label="row.remove_label" @click="tell('remove', row.slug)">{{ words.remove }}</button>
            </td>
          </tr>
        </tbody>
      </table>
      <h2 id="holidays-heading">{{ words.holidays }}</h2>
      <p class="explain">{{ words.explain }}</p>
      <p v-if="!holidays.length" class="nothing">{{ words.no_holidays }}</p>
      <table v-else role="table" aria-labelledby="holidays-heading">
        <thead role="rowgroup">
          <tr role="row"><th v-for="column in words.holiday_columns" :key="column" scope="col" role="columnheader">{{ column }}</th></tr>
        </thead>
        <tbody role="rowgroup">
          <tr v-for="row in holidays" :key="row.day" role="row" :data-day="row.day">
            <th scope="row" role="rowheader">{{ row.days }}</th>
            <td role="cell" class="what">
              {{ row.name }}
              <decisions :rows="row.open" :words="asked" @keep="tell('keep', $event)" @cancel="tell('cancel', $event)" />
            </td>
            <td role="cell"><span class="tag" :class="row.closed ? 'quiet' : 'good'">{{ row.closed ? words.closed : words.opened }}</span></td>
            <td role="cell" class="acts">
              <button v-if="row.closed" type="button" class="button quiet" :aria-label="row.open_label" @click="tell('open', row.day)">{{ words.open_day }}</button>
              <button v-else type="button" class="button quiet" :aria-label="row.close_label" @click="tell('close', row.day)">{{ words.close_day }}</button>
            </td>
          </tr>
        </tbody>
      </table>
    </section>`,
  methods: {
    tell(what, key) {
      if (counts()) this.$emit(what, key);
    },
  },
};
